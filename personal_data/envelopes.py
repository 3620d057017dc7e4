"""Making, opening and erasing envelopes.

Opening is the only way to plaintext. It checks the blocks, writes one audit event that names every envelope and
person, committed before any value is readable, and only then hands the keys to the access context.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.models.query import RawQuerySet

from audit import trail
from personal_data import access, keys, openings
from personal_data.erasing import ErasureOutcome, erase
from personal_data.identifiers import time_ordered
from personal_data.keeping import keep, set_trigger
from personal_data.models import Controller, DataSubject, Envelope, EnvelopeSubject
from personal_data.openings import Opening, Reading
from personal_data.purposes import NOT_NAMED, is_named
from personal_data.record_classes import RecordClass

__all__ = [
    "ErasureOutcome", "Gone", "Refused", "create", "create_each", "erase", "keep",
    "open", "open_page", "prepare_to_write", "set_trigger",
]  # fmt: skip

M = TypeVar("M", bound=models.Model)


class Refused(PermissionDenied):
    """An envelope may not be opened for this purpose now. ``reason`` is a code (art. 18, 21, 29)."""

    def __init__(self, reason: str) -> None:
        super().__init__("This record may not be opened for this purpose now.")
        self.reason = reason


class Gone(Exception):
    """The envelope has been erased: there is no key, so there are no data."""


def create(
    *,
    controller: Controller,
    record_class: RecordClass,
    subjects: Sequence[tuple[DataSubject, str]],
    trigger_on: date | None = None,
) -> Envelope:
    """Make an envelope with its key and its persons. The current context may seal into it."""
    (envelope,) = create_each(
        controller=controller, record_class=record_class, subjects_of=[subjects], trigger_on=trigger_on
    )
    return envelope


@transaction.atomic
def create_each(
    *,
    controller: Controller,
    record_class: RecordClass,
    subjects_of: Sequence[Sequence[tuple[DataSubject, str]]],
    trigger_on: date | None = None,
) -> list[Envelope]:
    """Make an envelope for each list of persons, in a number of statements that does not grow with them."""
    here = _context()
    if not here.reaches(controller.id):
        raise Refused("other_controller")
    if not is_named(here.purpose, controller.notice_purposes):
        raise Refused(NOT_NAMED)
    made = Envelope.objects.bulk_create(
        Envelope(id=time_ordered(), controller=controller, record_class=record_class.name, trigger_on=trigger_on)
        for _ in subjects_of
    )
    EnvelopeSubject.objects.bulk_create(
        EnvelopeSubject(envelope=envelope, subject=subject, role=role)
        for envelope, subjects in zip(made, subjects_of, strict=True)
        for subject, role in subjects
    )
    epoch, new = keys.ring().current(), [keys.new_key() for _ in made]
    wrapped = [keys.wrap(epoch, envelope.id, 1, key) for envelope, key in zip(made, new, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys.data_key (envelope_id, generation, epoch, wrapped) "
            "SELECT unnest(%s::uuid[]), 1, %s, unnest(%s::bytea[])",
            [[envelope.id for envelope in made], epoch.number, wrapped],
        )
    for envelope, key in zip(made, new, strict=True):
        here.hold(envelope.id, access.HeldKey(1, AESGCM(key), readable=True))
    return made


def open(objects: Iterable[Any], *, meanwhile: Callable[[], object] | None = None, recipient: str = "") -> None:
    """Open the envelopes of some rows for reading: all or none.

    ``meanwhile`` is work that needs nothing open, done while the event is being written; ``recipient`` is for whom they
    are opened, by reference. When this returns, the event is committed.

    Raises NoActor outside an access context, Refused when one is blocked for the purpose, Gone when one was erased,
    RecordingFailed when the trail cannot be written.
    """
    here, rows = _context(), list(objects)
    missing = _missing(map(_envelope_id, rows), here)
    found = openings.recorded(Reading(missing, _kinds(rows), recipient, is_whole=True), here, meanwhile or _nothing)
    _expect(missing, found)
    if reason := openings.first_refusal(found):
        raise Refused(reason)
    _hold(found, here, readable=True)


def open_page(
    rows: "models.QuerySet[M] | RawQuerySet[M]",
    *,
    envelope_ids: Collection[UUID] | None = None,
    meanwhile: Callable[[list[M]], object] | None = None,
) -> list[M]:
    """Open one page of rows with one event. What is blocked stays sealed and is recorded; what was just erased is not
    on the page.

    ``meanwhile`` is work on the page that needs nothing open: it is done while the event is being written. Where the
    envelopes of the page are known beforehand (``envelope_ids``), so is the reading of its rows.
    """
    here, page = _context(), list[M]()

    def read() -> None:
        if envelope_ids is not None:
            page.extend(rows)
        if meanwhile:
            meanwhile(page)

    if envelope_ids is None:
        page.extend(rows)
        missing, kinds = _missing(map(_envelope_id, page), here), _kinds(page)
    else:
        model = cast("type[models.Model]", rows.model)
        missing, kinds = _missing(envelope_ids, here), {str(model._meta.model_name)}
    found = openings.recorded(Reading(missing, kinds, "", is_whole=False), here, read)
    _hold(found, here, readable=True)
    if len(found) == len(missing):
        return page
    gone = set(missing).difference(opening.envelope_id for opening in found)
    return [row for row in page if _envelope_id(row) not in gone]


def prepare_to_write(envelopes: Iterable[Any]) -> None:
    """Take keys for sealing only: nothing becomes readable, so nothing is recorded as read. Raises Refused and Gone."""
    here = _context()
    missing = _missing(map(_envelope_id, envelopes), here)
    found = openings.fetched(missing, here)
    _expect(missing, found)
    if refused := [opening for opening in found if opening.refusal_to_write(here.purpose)]:
        openings.record_refusal(refused)
        raise Refused(openings.first_refusal(refused))
    _hold(found, here, readable=False)


def _context() -> access.Context:
    here = access.current()
    if here is None:
        raise trail.NoActor("Personal data open only inside an access context (who, purpose, channel).")
    return here


def _missing(envelope_ids: Iterable[UUID], here: access.Context) -> list[UUID]:
    """Those of some envelopes that the context has not opened yet, each once."""
    return [each for each in dict.fromkeys(envelope_ids) if (held := here.keys.get(each)) is None or not held.readable]


def _expect(envelope_ids: Sequence[UUID], found: Sequence[Opening]) -> None:
    if len(found) < len(envelope_ids):
        raise Gone("The record has been erased: its key is gone, so nothing of it can be opened.")


def _hold(found: Sequence[Opening], here: access.Context, *, readable: bool) -> None:
    held = openings.held_keys(found, readable=readable)
    if readable:  # which never gives way
        here.keys.update(held)
    else:
        for envelope_id, key in held:
            here.hold(envelope_id, key)


def _nothing() -> None:
    """No work to do meanwhile."""


def _kinds(rows: Iterable[Any]) -> set[str]:
    return {str(row._meta.model_name) for row in rows}


def _envelope_id(row: Any) -> UUID:
    envelope_id: UUID = row.id if isinstance(row, Envelope) else row.envelope_id
    return envelope_id
