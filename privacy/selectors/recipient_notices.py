"""Which recipients have to be told of what was done with a person's data, and how far each notice is (art. 19)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from collections_app.models import Disclosure, Recipient
from collections_app.selectors import disclosures
from collections_app.services.disclosing import recipients
from privacy.models import DataSubjectRequest, ItemOutcome, Letter, NoticeAct, RecipientNotice
from privacy.selectors import scope


class NoticeState(StrEnum):
    """How far a notice has come."""

    MISSING = "missing"
    TO_SEND = "to_send"
    SENT = "sent"
    RECEIVED = "received"
    NOT_TOLD = "not_told"


@dataclass(frozen=True, slots=True)
class ToTell:
    """A recipient of data that were decided upon, what it received, and its notice."""

    recipient: Recipient
    name: str
    lines: Sequence[Disclosure]
    notice: RecipientNotice | None

    @property
    def letter(self) -> Letter | None:
        """The notice as it goes out; None when there is none."""
        return self.notice.letter if self.notice else None

    @property
    def state(self) -> NoticeState:
        """How far the notice has come."""
        if self.notice is None:
            return NoticeState.MISSING
        if self.notice.letter is None:
            return NoticeState.NOT_TOLD
        if self.notice.letter.received_on:
            return NoticeState.RECEIVED
        return NoticeState.SENT if self.notice.letter.sent_at else NoticeState.TO_SEND


@dataclass(frozen=True, slots=True)
class Untold:
    """A recipient whom nobody has told yet about some records, and the lines by which it got them."""

    recipient: Recipient
    records: frozenset[UUID]
    lines: Sequence[Disclosure]


def decided_records(request: DataSubjectRequest) -> frozenset[UUID]:
    """The records on which the request acts: what was granted, and what has since been erased on its day.

    An item that names no kind of record is about everything that is held.
    """
    acted = Q(outcome=ItemOutcome.GRANTED) | Q(carried_out_at__isnull=False)
    items = list(request.items.filter(acted).values_list("item_envelope", "record_class"))
    named = {envelope_id for envelope_id, _kind in items}
    if any(not kind for _envelope, kind in items):
        named |= {each.id for each in scope.records_of(request.subject)}
    return frozenset(named)


def untold(request: DataSubjectRequest, *, records: Collection[UUID] | None = None) -> list[Untold]:
    """Every recipient who received data of the person out of these records and has no notice about them yet.

    Without ``records``, of those that were decided. Opens nothing.
    """
    concerned = decided_records(request) if records is None else frozenset(records)
    told = {(notice.recipient_id, record) for notice in request.recipient_notices.all() for record in notice.records}
    found = []
    for recipient, lines in _received(request, concerned):
        missing = {
            record
            for line in lines
            for record in line.records
            if record in concerned and (recipient.pk, record) not in told
        }
        if missing:
            found.append(Untold(recipient, frozenset(missing), lines))
    return found


def told_of_restriction(request: DataSubjectRequest) -> list[Untold]:
    """The recipients who were told that data are restricted, and not yet that they no longer are. Opens nothing."""
    notices = list(request.recipient_notices.filter(letter__isnull=False).order_by("at", "id"))
    ended = {notice.recipient_id for notice in notices if notice.act == NoticeAct.RELEASED}
    told: dict[int, set[UUID]] = {}
    for notice in notices:
        if notice.act == NoticeAct.RESTRICTED and notice.recipient_id not in ended:
            told.setdefault(notice.recipient_id, set()).update(notice.records)
    received = _received(request, set().union(*told.values()))
    return [
        Untold(recipient, frozenset(told[recipient.pk]), lines) for recipient, lines in received if recipient.pk in told
    ]


def to_tell(request: DataSubjectRequest) -> list[ToTell]:
    """The recipients of the records that were decided, each with its newest notice. Opens persons' names among them."""
    received = _received(request, decided_records(request))
    names = recipients.names(recipient for recipient, _lines in received)
    notices: dict[int, RecipientNotice] = {}
    for notice in request.recipient_notices.select_related("letter").order_by("at", "id"):
        notices[notice.recipient_id] = notice
    missing = {each.recipient.pk for each in untold(request)}
    return [
        ToTell(each, names[each.pk], lines, None if each.pk in missing else notices.get(each.pk))
        for each, lines in received
    ]


def _received(request: DataSubjectRequest, records: Collection[UUID]) -> list[tuple[Recipient, list[Disclosure]]]:
    """The recipients of some records with the lines that say so, by reference."""
    found: dict[int, tuple[Recipient, list[Disclosure]]] = {}
    for line in disclosures.of_records(subject=request.subject, records=records):
        found.setdefault(line.recipient_id, (line.recipient, []))[1].append(line)
    return sorted(found.values(), key=lambda pair: pair[0].reference)
