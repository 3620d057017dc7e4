"""The demo and the developer's machine: embedded servers under ``var/`` unless the environment names others."""

import os
import sys

from config import logs, services
from config.environment import database, env_value
from config.settings.base import *  # noqa: F403
from config.settings.base import ROOT

if "DATABASE_URL" not in os.environ and services.needed_by(sys.argv):
    _urls = services.ensure(ROOT / "var" / "services")
    os.environ["DATABASE_URL"] = _urls.databases["app"]
    os.environ.setdefault("REDIS_URL", _urls.redis)
    for _role in ("owner", "keeper", "gatekeeper"):
        os.environ.setdefault(f"{_role.upper()}_DATABASE_URL", _urls.databases[_role])

_NOT_RUNNING = "postgresql://app@127.0.0.1:1/no-server-was-needed"
DEBUG = False
SECRET_KEY = env_value("SECRET_KEY", "local-only-and-of-no-use-anywhere-else")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DATABASES = {
    "default": database(env_value("DATABASE_URL", _NOT_RUNNING)),
    "audit": database(env_value("DATABASE_URL", _NOT_RUNNING)),
    "owner": database(env_value("OWNER_DATABASE_URL", _NOT_RUNNING)),
    "keeper": database(env_value("KEEPER_DATABASE_URL", _NOT_RUNNING)),
    "gatekeeper": database(env_value("GATEKEEPER_DATABASE_URL", _NOT_RUNNING)),
}
CELERY_BROKER_URL = env_value("REDIS_URL", "redis://127.0.0.1:1/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CELERY_BROKER_URL}}
KEY_DIRECTORY = env_value("KEY_DIRECTORY", str(ROOT / "var" / "keys"))
SEALED_FILES_DIRECTORY = env_value("SEALED_FILES_DIRECTORY", str(ROOT / "var" / "files"))
WHITENOISE_USE_FINDERS = True
ALLOW_TEST_NUMBERS = True
ACCOUNTS_REQUIRE_MFA = False
DEMO_SIGN_IN = True
SHOW_STYLEGUIDE = True
LOGGING = logs.configuration(as_json=False)
logs.set_up(as_json=False)
