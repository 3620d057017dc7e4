"""Settings of the comparison: the product's tables, and the database for its log that django-gdpr-assist asks for."""

import os
from urllib.parse import unquote, urlparse


def _database(url: str) -> dict[str, object]:
    parts = urlparse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }


SECRET_KEY = "a benchmark signs nothing"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.contenttypes", "gdpr_assist", "peer_files"]
DATABASES = {"default": _database(os.environ["PEER_DATABASE"]), "gdpr_log": _database(os.environ["PEER_LOG_DATABASE"])}
DATABASE_ROUTERS = ["gdpr_assist.routers.EventLogRouter"]
PEER_TASK = os.environ["PEER_TASK"]
