"""Writing the trail: what services, the opener and the interfaces record.

An event takes references, codes, field names and counts. There is no argument that a personal value would fit
into, and the table's checks refuse one that tries.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.utils.module_loading import import_string

from audit import statements, together
from audit.beside import Beside
from audit.lines import PersonLine
from audit.telling import NoActor, event_values, purpose_of, told, who_acts
from audit.vocabulary import EventName

__all__ = ["NoActor"]

_NOT_WRITTEN = "The audit trail cannot be written, so nothing is shown."


class RecordingFailed(Exception):
    """The event could not be written, so what it was to record must not happen."""


class Recorder(Protocol):
    """Where events that must not wait for a transaction are written."""

    alias: str


class CommittedRecorder:
    """Writes on a connection of its own and commits at once: a rolled-back page does not lose its record."""

    alias = "audit"


class TransactionRecorder:
    """Writes on the test's own transaction. Only the test settings may choose it."""

    alias = "default"


def recorder() -> Recorder:
    """The recorder that the settings name."""
    chosen: Recorder = import_string(settings.AUDIT_RECORDER)()
    if not isinstance(chosen, CommittedRecorder) and not getattr(settings, "TESTING", False):
        raise ImproperlyConfigured("AUDIT_RECORDER can be changed by test settings only.")
    return chosen


def is_apart() -> bool:
    """Whether there is a connection apart, on which a record survives what happens to the transaction."""
    return recorder().alias == CommittedRecorder.alias


def record(
    name: EventName,
    *,
    envelopes: Sequence[UUID] = (),
    reference: str = "",
    reason: str = "",
    recipient: str = "",
    fields: Iterable[str] = (),
    count: int | None = None,
) -> None:
    """Record in the transaction of the change: the event stands or falls with it."""
    values = event_values(name, reference, reason, recipient, fields, count)
    if envelopes:
        _done("default", statements.RECORD_WITH_ENVELOPES, [list(envelopes), *values, purpose_of(values)])
    else:
        _done("default", statements.RECORD, [*values, purpose_of(values)])


def record_apart(
    name: EventName,
    *,
    lines: Sequence[PersonLine] = (),
    reference: str = "",
    reason: str = "",
    recipient: str = "",
    fields: Iterable[str] = (),
    count: int | None = None,
) -> None:
    """Record and commit at once, apart from the current transaction: readings, refusals, sign-ins.

    Raises RecordingFailed when it cannot be written; the caller must then not go on.
    """
    statement, parameters = told(name, lines, (reference, reason, recipient, fields, count))
    alias = recorder().alias
    try:
        (together.recorded if alias == CommittedRecorder.alias else _asked)(alias, statement, parameters)
    except DatabaseError as error:
        raise RecordingFailed(_NOT_WRITTEN) from error


@contextmanager
def recording_apart(
    name: EventName,
    *,
    lines: Sequence[PersonLine] = (),
    reference: str = "",
    reason: str = "",
    recipient: str = "",
    fields: Iterable[str] = (),
    count: int | None = None,
) -> Iterator[None]:
    """Do, while an event is being written apart, what needs no record; it is committed when the block ends.

    Raises RecordingFailed, at the end at the latest, when it cannot be written; the caller must then not go on.
    """
    with _apart(*told(name, lines, (reference, reason, recipient, fields, count))):
        yield


@contextmanager
def recording_by(statement: str, parameters: Sequence[Any]) -> Iterator[list[Any]]:
    """Let a function of the database write an event apart, about what it looks up itself.

    Who acts (kind, id, purpose, channel, request) is put before the parameters. The list that is yielded holds what the
    function returned when the block has ended, and so the event is committed. Raises NoActor, and RecordingFailed.
    """
    who = who_acts()
    acts = [who.actor.kind, who.actor.id, who.purpose, who.channel, who.request_id]
    with _apart(statement, [*acts, *parameters]) as answer:
        yield answer


@contextmanager
def _apart(statement: str, parameters: list[Any]) -> Iterator[list[Any]]:
    answer: list[Any] = []
    alias = recorder().alias
    try:
        finish = (_beside if alias == CommittedRecorder.alias else _done)(alias, statement, parameters)
    except DatabaseError as error:
        raise RecordingFailed(_NOT_WRITTEN) from error
    try:
        yield answer
    finally:
        try:
            answer.extend(finish())
        except DatabaseError as error:
            raise RecordingFailed(_NOT_WRITTEN) from error


def _beside(alias: str, statement: str, parameters: Sequence[Any]) -> Callable[[], Sequence[Any]]:
    """What ``sent`` does, with the next statement of the connection on which the page asks for its rows."""
    event = Beside(alias, statement, parameters)
    event.go_with_next_of("default")
    return event.finish


def _done(alias: str, statement: str, parameters: Sequence[Any]) -> Callable[[], Sequence[Any]]:
    """What ``sent`` does, at once: on a connection that others need meanwhile."""
    row = _asked(alias, statement, parameters)
    return lambda: row


def _asked(alias: str, statement: str, parameters: Sequence[Any]) -> Sequence[Any]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, parameters)
        return (cursor.fetchone() if cursor.description else None) or ()
