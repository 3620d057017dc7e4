"""Settings that every environment shares. Everything that differs comes from the environment."""

from pathlib import Path

from config.environment import env_hours, env_value
from config.settings.sign_in import *  # noqa: F403

ROOT = Path(__file__).resolve().parent.parent.parent

# Layers, ground first: a package may import only those above it in this list.
_LAYERS = ["audit", "personal_data", "accounts", "collections_app", "retention", "privacy", "config"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "simple_history",
    "django_htmx",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *[app for app in _LAYERS if (ROOT / app / "apps.py").exists()],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RequestLog",
    "config.middleware.PrivateByDefault",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.ClosedUntilReplayed",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.WrongMethodInWords",
    "config.middleware.NothingUnrecorded",
    "accounts.middleware.DefaultDeny",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
CSRF_FAILURE_VIEW = "config.error_pages.form_too_old"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sv", "Svenska"), ("nb", "Norsk"), ("fi", "Suomi"), ("da", "Dansk")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
# One folder for each letter: how it is set, what it must contain, and its words in each language.
LETTER_TEMPLATES = ROOT / "templates" / "letters"
# Where debtors sign in, as the letter with the code prints it, and how long such a code works.
PORTAL_ADDRESS = "127.0.0.1:8000/portal"
PORTAL_CODE_DAYS = 60
# A code that is taken for the next visit outlives the longest wait for an answer: three months and some weeks.
PORTAL_NEXT_CODE_DAYS = 120
# What was looked up in a register decides nothing when it is older than this (INTRUM-12).
DETAILS_DECIDE_WITHIN_DAYS = 90
PORTAL_LANGUAGES = ("sv", "en")
# The page of who has seen the data, its proofs and the public log are there in all five.
PORTAL_SEEN_LANGUAGES = ("sv", "en", "fi", "nb", "da")
# A debtor may read on a borrowed phone: away after half an hour of silence, and after four hours at the latest.
PORTAL_COOKIE_NAME = "portal"
PORTAL_IDLE_MINUTES = 30
PORTAL_LONGEST_HOURS = 4
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = ROOT / "var" / "static"

# History rows are written by statement triggers, by whatever path the change came; the library's signals stay off.
SIMPLE_HISTORY_ENABLED = False
SIMPLE_HISTORY_DATE_INDEX = False

AUDIT_RECORDER = "audit.trail.CommittedRecorder"
# How the log is called in its signed tree heads; it must not change while heads are to be compared.
AUDIT_LOG_NAME = env_value("AUDIT_LOG_NAME", "sigill/audit-trail")
# Where each head also goes, out of reach of whoever has the database: file:/path and https://address, by commas.
ALARM_MAIL: list[str] = []
AUDIT_WITNESSES = env_value("AUDIT_WITNESSES", "")
ALLOW_TEST_NUMBERS = False
ACCOUNTS_REQUIRE_MFA = True
# How long an approved retention run waits for somebody to stop it, and how large one is looked at by the DPO first.
RETENTION_WAITING = env_hours("RETENTION_WAITING_HOURS", "12")
RETENTION_ASK_DPO_ABOVE = 10_000
# The demo's one password is published in the README, so it opens nothing unless local settings say so.
DEMO_PASSWORD = "red-wax-on-paper"  # noqa: S105  (published)
DEMO_SIGN_IN = False
# Who brings it may read the figures at /health/metrics; without one there is no such page.
METRICS_TOKEN = ""
# An installation for tests names the public key of the production installation here: production data open on it with an
# approval signed by that key alone, and go when its days are over.
TEST_INSTALLATION_OF = ""
# Whether nobody but our own containers is on the network of the database, so that it may be spoken to in clear.
DATABASE_NETWORK_IS_APART = False
SHOW_STYLEGUIDE = False

# No page takes files unless it says so (``personal_data.uploads.takes_files``).
FILE_UPLOAD_HANDLERS = ["personal_data.uploads.RefusingHandler"]

# Nothing inline, nothing from elsewhere. The one data: image is the code that an authenticator app scans.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
