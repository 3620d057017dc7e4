"""Configuration from the environment: ``NAME``, or for secrets a file named by ``NAME_FILE``."""

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def env_value(name: str, default: str | None = None, *, hint: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE names.

    Raises ImproperlyConfigured with the hint when neither is set and there is no default.
    """
    if name in os.environ and os.environ.get(f"{name}_FILE"):
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set; unset one of them.")
    if name in os.environ:
        return os.environ[name]
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error}.") from error
    if default is not None:
        return default
    raise ImproperlyConfigured(f"{name} is not set. Set {name}, or {name}_FILE to a file that holds it. {hint}".strip())


def is_set(name: str) -> bool:
    """Whether the environment gives NAME, by itself or by a file."""
    return name in os.environ or bool(os.environ.get(f"{name}_FILE"))


def env_flag(name: str, *, default: bool = False) -> bool:
    """A yes/no setting: 1, true, yes or on; 0, false, no or off."""
    value = env_value(name, "yes" if default else "no").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")


def env_hours(name: str, default: str) -> timedelta:
    """A length of time, written in whole or half hours, below a thousand: ``12``, ``0.5``."""
    value = env_value(name, default).strip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[05])?", value):
        raise ImproperlyConfigured(f"{name} is {value!r}; write hours from 0 to 999, whole or half, such as 12 or 0.5.")
    return timedelta(hours=float(value))


# A server that is gone without a word would else hold each request for minutes.
_CONNECT_SECONDS = 5


def database(url: str) -> dict[str, object]:
    """Django's settings for one ``postgresql://user:password@host:port/name`` URL."""
    parts = urlparse(url)
    try:
        port = parts.port or 5432
    except ValueError:
        port = 0
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/") or not port:
        raise ImproperlyConfigured("A database URL looks like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "personal_data.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": _CONNECT_SECONDS},
    }
