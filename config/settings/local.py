"""The demo and development machine."""

from config.environment import database, env_value
from config.settings.base import *  # noqa: F403
from config.settings.base import ROOT

DEBUG = False
SECRET_KEY = env_value("SECRET_KEY", "local only, of no use anywhere else: not a secret")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DATABASES = {
    "default": database(env_value("DATABASE_URL")),
    "audit": database(env_value("DATABASE_URL")),
    "owner": database(env_value("OWNER_DATABASE_URL")),
    "keeper": database(env_value("KEEPER_DATABASE_URL")),
    "gatekeeper": database(env_value("GATEKEEPER_DATABASE_URL")),
}
KEY_DIRECTORY = env_value("KEY_DIRECTORY", str(ROOT / "var" / "keys"))
SEALED_FILES_DIRECTORY = env_value("SEALED_FILES_DIRECTORY", str(ROOT / "var" / "files"))
ALLOW_TEST_NUMBERS = True
ACCOUNTS_REQUIRE_MFA = False
