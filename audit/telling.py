"""What an event says: who acts, in what, on what, as the parameters of the statements that write it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied

from audit import acting, statements
from audit.lines import PersonLine, columns_of
from audit.vocabulary import EventName, names

Said = tuple[str, str, str, Iterable[str], int | None]
"""Reference, reason, recipient, fields, count."""
_PURPOSE = 3


class NoActor(PermissionDenied):
    """Nobody declared who acts: nothing may be opened or recorded (GDPR art. 5(2), 32)."""


def told(name: EventName, lines: Sequence[PersonLine], said: Said) -> tuple[str, list[Any]]:
    """The statement that writes an event, and its parameters."""
    values = event_values(name, *said)
    if lines:
        return statements.RECORD_WITH_LINES, [*values, *columns_of(lines)]
    return statements.RECORD, [*values, purpose_of(values)]


def event_values(
    name: EventName, reference: str, reason: str, recipient: str, fields: Iterable[str], count: int | None
) -> list[Any]:
    """Who acts, for what and through what, and what the event says, in the order of the statements. Raises NoActor."""
    if name.name not in names():
        raise ImproperlyConfigured(f"{name.name!r} is not in the audit vocabulary.")
    who = who_acts()
    return [
        name.name,
        who.actor.kind,
        who.actor.id,
        who.purpose,
        who.channel,
        who.request_id,
        reference,
        reason,
        recipient,
        sorted(fields),
        count,
    ]


def purpose_of(values: Sequence[Any]) -> str:
    """By which the database finds the legal basis."""
    return str(values[_PURPOSE])


def who_acts() -> acting.Acting:
    """Who has been declared to act. Raises NoActor."""
    who = acting.current()
    if who is None:
        raise NoActor("Nobody has declared who acts, for which purpose and through which channel.")
    return who
