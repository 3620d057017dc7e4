"""The demo and the developer's machine: embedded servers under ``var/`` unless the environment names others."""

import os
import sys

from config import logs, services
from config.environment import database, env_hours, env_value, is_set
from config.settings.base import *  # noqa: F403
from config.settings.base import ROOT

_ROLES = ("owner", "keeper", "gatekeeper", "sealer")
if services.needed_by(sys.argv) and not (is_set("DATABASE_URL") and is_set("REDIS_URL")):
    _urls = services.ensure(ROOT / "var" / "services")
    if not is_set("REDIS_URL"):
        os.environ["REDIS_URL"] = _urls.redis
    if not is_set("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _urls.databases["app"]
        for _role in _ROLES:
            # Never the owner's password of another server: the addresses belong together.
            os.environ.pop(f"{_role.upper()}_DATABASE_URL_FILE", None)
            os.environ[f"{_role.upper()}_DATABASE_URL"] = _urls.databases[_role]

# Whoever names a server of their own names its roles; commands that look at code only need none.
_NOT_RUNNING = None if is_set("DATABASE_URL") else "postgresql://app@127.0.0.1:1/no-server-was-needed"
DEBUG = False
SECRET_KEY = env_value("SECRET_KEY", "local-only-and-of-no-use-anywhere-else")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DATABASES = {
    "default": database(env_value("DATABASE_URL", _NOT_RUNNING)),
    "audit": database(env_value("DATABASE_URL", _NOT_RUNNING)),
    **{role: database(env_value(f"{role.upper()}_DATABASE_URL", _NOT_RUNNING)) for role in _ROLES},
}
METRICS_TOKEN = env_value("METRICS_TOKEN", "")
CELERY_BROKER_URL = env_value("REDIS_URL", "redis://127.0.0.1:1/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CELERY_BROKER_URL}}
KEY_DIRECTORY = env_value("KEY_DIRECTORY", str(ROOT / "var" / "keys"))
RESIDUAL_CHECK_FOLDERS = [str(ROOT / "var" / "demo")]
SEALED_FILES_DIRECTORY = env_value("SEALED_FILES_DIRECTORY", str(ROOT / "var" / "files"))
# Empty: beside the key directory. Never where a back-up of the database brings it back.
JOURNAL_DIRECTORY = env_value("JOURNAL_DIRECTORY", "")
AUDIT_WITNESSES = env_value("AUDIT_WITNESSES", f"file:{ROOT / 'var' / 'witness' / 'heads.log'}")
PORTAL_ADDRESS = env_value("PORTAL_ADDRESS", f"127.0.0.1:{os.environ.get('PORT') or 8000}/portal")
# What would be mailed can be read as a file.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = ROOT / "var" / "mail"
DEMO_FOLDER = ROOT / "var" / "demo"
WHITENOISE_USE_FINDERS = True
ALLOW_TEST_NUMBERS = True
ACCOUNTS_REQUIRE_MFA = False
RETENTION_WAITING = env_hours("RETENTION_WAITING_HOURS", "0")
DEMO_SIGN_IN = True
SHOW_STYLEGUIDE = True
LOGGING = logs.configuration(as_json=False)
logs.set_up(as_json=False)
