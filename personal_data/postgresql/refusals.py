"""What the database refuses to the application is an event: no right to it, or a guard before it.

The refusal undoes the transaction, so its record is committed apart. A session of another program is refused too, but
leaves a line in the server's log only.
"""

import logging
import re

from django.db import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from audit import acting, trail
from personal_data import events

_OPERATION = re.compile(
    r"\s*(?:WITH\b.*?\b)?(INSERT|UPDATE|DELETE|TRUNCATE|COPY|SELECT|ALTER|DROP|CREATE|SET)\b", re.I | re.S
)
_TABLE = re.compile(r"permission denied for (?:table|relation|sequence|function|schema) (\w+)")
_NUMBERS = re.compile(r"_[0-9]{4}_[0-9]{2}$")
_NAME = re.compile(r"^[a-z_]+[0-9]{0,2}$")
_log = logging.getLogger(__name__)


def record(statement: str, error: ProgrammingError) -> None:
    """Record that a statement was refused: what it was to do and to which table, and who asked."""
    cause = error.__cause__
    if not isinstance(cause, InsufficientPrivilege) or not trail.is_apart():
        return
    found = _OPERATION.match(statement)
    operation = found[1].lower() if found else "other"
    try:
        with acting.declared(acting.current() or acting.Acting(acting.ANONYMOUS, "security", "command")):
            trail.record_apart(events.STATEMENT_REFUSED, reason=operation, fields=_table(cause))
    except trail.RecordingFailed:
        _log.error("A refused statement could not be recorded.")  # it was refused all the same


def _table(cause: InsufficientPrivilege) -> list[str]:
    """The table, a partition under its parent's name."""
    found = _TABLE.match(cause.diag.message_primary or "")
    name = _NUMBERS.sub("", cause.diag.table_name or (found[1] if found else ""))
    return [name] if _NAME.match(name) else []
