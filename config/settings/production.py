"""Production: everything from the environment, nothing started, nothing allowed that belongs to tests."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import logs
from config.environment import database, env_flag, env_value, is_set
from config.settings.base import *  # noqa: F403
from config.settings.base import ROOT

if env_flag("ALLOW_TEST_NUMBERS"):
    raise ImproperlyConfigured("ALLOW_TEST_NUMBERS is for local settings only: production refuses test numbers.")
if os.environ.get("AUDIT_RECORDER"):
    raise ImproperlyConfigured("AUDIT_RECORDER cannot be changed in production: what is not recorded does not open.")

DEBUG = False
SECRET_KEY = env_value("SECRET_KEY", hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'")
ALLOWED_HOSTS = env_value("ALLOWED_HOSTS", hint="Name the hosts that this site answers to, separated by commas.").split(
    ","
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {
    "default": database(env_value("DATABASE_URL", hint="The application's login, role app.")),
    "audit": database(env_value("DATABASE_URL")),
    # A program is given the logins that its work needs: `migrate` owner and gatekeeper, the worker keeper and sealer.
    **{
        role: database(env_value(f"{role.upper()}_DATABASE_URL"))
        for role in ("owner", "keeper", "gatekeeper", "sealer")
        if is_set(f"{role.upper()}_DATABASE_URL")
    },
}
METRICS_TOKEN = env_value("METRICS_TOKEN", "")
TEST_INSTALLATION_OF = env_value("TEST_INSTALLATION_OF", "")
DATABASE_NETWORK_IS_APART = env_value("DATABASE_NETWORK_IS_APART", "") == "yes"
CELERY_BROKER_URL = env_value("REDIS_URL")
# Shared by all processes, because failed sign-ins are counted in it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CELERY_BROKER_URL}}
# Mail goes to staff only, and says nothing about anybody.
EMAIL_HOST = env_value("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env_value("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env_value("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_value("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
# Who is alarmed when the audit trail is not whole, besides the roles in here that are.
ALARM_MAIL = [each for each in env_value("ADMIN_MAIL", "").split(",") if each]
# Heads of the trail have to leave this system; without any other witness the data protection officers keep them.
AUDIT_WITNESSES = env_value("AUDIT_WITNESSES", "") or "mail:dpo"
DEFAULT_FROM_EMAIL = env_value("DEFAULT_FROM_EMAIL", "") or f"sigill@{ALLOWED_HOSTS[0]}"
KEY_DIRECTORY = env_value("KEY_DIRECTORY", hint="A directory outside every data directory and every back-up of them.")
# Folders beside the file store to which exports or logs are written: the residual-data check looks through them, too.
RESIDUAL_CHECK_FOLDERS = [each for each in env_value("RESIDUAL_CHECK_FOLDERS", "").split(":") if each]
SEALED_FILES_DIRECTORY = env_value("SEALED_FILES_DIRECTORY")
# Empty: beside the key directory. Never where a back-up of the database brings it back.
JOURNAL_DIRECTORY = env_value("JOURNAL_DIRECTORY", "")
STATIC_ROOT = Path(env_value("STATIC_ROOT", str(ROOT / "var" / "static")))

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Browsers accept these names over HTTPS from this very host only.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
PORTAL_COOKIE_NAME = "__Secure-portal"
PORTAL_ADDRESS = env_value("PORTAL_ADDRESS", f"{ALLOWED_HOSTS[0]}/portal")
LOGGING = logs.configuration(as_json=True)
logs.set_up(as_json=True)
# Failed sign-ins are counted by address: how many reverse proxies of ours stand before us and add theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env_value("TRUSTED_PROXY_COUNT", "1"))
