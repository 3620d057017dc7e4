"""What must work before a page can be served: each check is a name and a function that raises when it does not."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import redis
from django.conf import settings
from django.db import connections, transaction

from config.health.rhythm import SILENT_AFTER_SECONDS, heartbeat_age
from personal_data import keys
from personal_data.services import journal_standing

_MONTHS_AHEAD = 2
_BROKER_SECONDS = 2
_PARTITIONS_AHEAD = """
SELECT count(*)
FROM generate_series(1, 24) AS ahead,
     to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead), 'YYYY_MM') AS month
WHERE to_regclass('audit_event_' || month) IS NOT NULL AND to_regclass('audit_line_' || month) IS NOT NULL"""

_TRY_TO_RECORD = """
INSERT INTO audit_event (name, actor_kind, purpose, legal_basis)
VALUES ('audit.trail.tried', 'system', 'security', '6(1)(c)') RETURNING 1"""

# Without the database each of these would only wait for it again, longer than who asks is patient.
_IN_THE_DATABASE = frozenset({"audit connection", "partitions", "erasure journal"})

_log = logging.getLogger(__name__)


class NotReady(Exception):
    """Something that every page needs does not work."""


def _database() -> None:
    _ask("default", "SELECT 1")


def _audit_connection() -> None:
    """What cannot be recorded is not shown. A connection that answers may still not be able to write (no right, no
    room, a copy that is only read), so an event is written and taken back."""
    with transaction.atomic(using="audit"):
        _ask("audit", _TRY_TO_RECORD)
        transaction.set_rollback(True, using="audit")


def _broker() -> None:
    client = redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_connect_timeout=_BROKER_SECONDS, socket_timeout=_BROKER_SECONDS
    )
    with client:
        client.ping()


def _worker() -> None:
    if (age := heartbeat_age()) is None or age > SILENT_AFTER_SECONDS:
        raise NotReady("No worker has done the scheduled work of the last minutes.")


def _partitions() -> None:
    if partitions_ahead() < _MONTHS_AHEAD:
        raise NotReady("The months to come have no partitions: nothing could be recorded in them.")


def _keys() -> None:
    """Read the newest epoch anew; an empty ring must be able to make its first."""
    directory = Path(settings.KEY_DIRECTORY)
    if not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
        raise NotReady("The key directory cannot be read and written.")
    if numbers := keys.ring().numbers():
        keys.DirectoryKeyRing(directory).get(numbers[-1])


def _journal() -> None:
    """A database that was put back may hold what was erased; until the journal is replayed nothing is served."""
    if reason := journal_standing.begin():
        raise NotReady(f"The erasure journal has to be replayed ({reason}).")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "audit connection": _audit_connection,
    "broker": _broker,
    "worker": _worker,
    "partitions": _partitions,
    "keys": _keys,
    "erasure journal": _journal,
}


def failures() -> list[str]:
    """The names of the checks that fail; why is written to the log, as kinds of errors and places."""
    failed: list[str] = []
    for name, check in CHECKS.items():
        if "database" in failed and name in _IN_THE_DATABASE:
            failed.append(name)
            continue
        try:
            check()
        except Exception:  # whatever it is, the answer is that we are not ready
            _log.warning("Not ready: %s.", name, exc_info=True)
            failed.append(name)
    return failed


def partitions_ahead() -> int:
    """How many of the next 24 months the trail has partitions for."""
    return _ask("default", _PARTITIONS_AHEAD)


def _ask(alias: str, statement: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
