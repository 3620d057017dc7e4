"""The worker's heartbeat: how often, when last. Read before any application is loaded, so nothing here needs one."""

import time

from django.core.cache import cache

HEARTBEAT = "worker-heartbeat"
HEARTBEAT_SECONDS = 30
SILENT_AFTER_SECONDS = 3 * HEARTBEAT_SECONDS


def beat() -> None:
    """A worker's sign of life, which it gives by doing scheduled work."""
    cache.set(HEARTBEAT, time.time(), timeout=24 * 60 * 60)


def heartbeat_age() -> float | None:
    """Seconds since a worker last did scheduled work; None if it has not for a day."""
    last: float | None = cache.get(HEARTBEAT)
    return None if last is None else max(0.0, time.time() - last)
