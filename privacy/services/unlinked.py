"""Requests received without identification: taking them in, asking who it is, linking them, closing them.

By the open form, by post or by e-mail somebody may ask without signing in (AMILI-36). Nothing that they write is looked
up before an officer reads it, so no answer of the form tells whether somebody is known.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from personal_data import envelopes
from personal_data.models import Controller, DataSubject
from personal_data.services import erasure_decisions
from privacy import events
from privacy.models import (
    Channel,
    DataSubjectRequest,
    Right,
    UnlinkedClosing,
    UnlinkedRequest,
    UnlinkedState,
)
from privacy.record_classes import UNLINKED_REQUEST
from privacy.services import receiving
from privacy.services.requests import clock, references


class NotNow(ValidationError):
    """The step is not possible; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What somebody wrote: who they say they are, where to answer, and what they ask for."""

    right: Right
    name: str
    address: str
    """Where the answer goes, line by line, or an address of e-mail."""
    language: str
    case_number: str = ""
    asked: str = ""


@transaction.atomic
def receive(
    *,
    controller: Controller,
    letter: Letter,
    channel: Channel,
    received_on: date,
    at: datetime,
    by: UUID | None = None,
    in_crowd: bool = False,
) -> UnlinkedRequest:
    """Take a request in, sealed and of nobody; ``by`` is who entered what came by post, none for the form.

    ``in_crowd`` lists it apart, when more came than people send; its number, receipt and clock are those of any other.

    The month runs from the day of receipt, and so does the time after which it goes. Raises NotNow for a day to come.
    """
    if received_on > clock.local_day(controller, at):
        raise NotNow(_("The day of receipt lies in the future. Enter the day on which the request arrived."))
    made = UnlinkedRequest(
        envelope=envelopes.create(
            controller=controller, record_class=UNLINKED_REQUEST, subjects=[], trigger_on=received_on
        ),
        controller=controller,
        reference=references.take(year=received_on.year),
        right=letter.right,
        channel=channel,
        language=letter.language,
        name=letter.name,
        address=letter.address,
        case_number=letter.case_number or None,
        asked=letter.asked or None,
        received_on=received_on,
        legal_deadline_on=clock.first(controller, received_on).legal_deadline,
        entered_at=at,
        entered_by=by,
        in_crowd=in_crowd,
    )
    made.save(force_insert=True)
    trail.record(
        events.UNLINKED_RECEIVED,
        envelopes=[made.envelope_id],
        reference=made.reference,
        reason=f"{letter.right}.{channel}",
    )
    return made


@transaction.atomic
def ask(*, entry: UnlinkedRequest, doubts: str, by: UUID, at: datetime) -> UnlinkedRequest:
    """Note that the sender is asked who they are, with the doubts behind it (GDPR art. 12(6)); the letter follows from
    it. Raises NotNow when that was done before."""
    locked = _locked(entry)
    if locked.state != UnlinkedState.WAITING:
        raise NotNow(_("The sender has been asked already."))
    locked.state, locked.doubts = UnlinkedState.ASKED, doubts
    locked.asked_on, locked.asked_by = clock.local_day(locked.controller, at), by
    locked.save()
    trail.record(events.UNLINKED_ASKED, envelopes=[locked.envelope_id], reference=locked.reference)
    return locked


@transaction.atomic
def link(*, entry: UnlinkedRequest, subject: DataSubject, by: UUID, at: datetime) -> DataSubjectRequest:
    """Make it an ordinary request of a person, under its reference and from its day of receipt (GDPR art. 12(3)).

    What was written goes along, a question that was asked counts in its clock, and what lay here is erased at once.
    Raises NotNow for a person of another controller.
    """
    locked = _locked(entry)
    if subject.controller_id != locked.controller_id:
        raise NotNow(_("This person belongs to another controller than the request."))
    envelopes.open([locked])
    wording = receiving.Wording(asked=_whole(locked), language=locked.language)
    made = receiving.receive(
        subject=subject,
        right=Right(locked.right),
        channel=Channel(locked.channel),
        received_on=locked.received_on,
        by=locked.entered_by or by,
        at=at,
        wording=wording,
        reference=locked.reference,
    )
    if locked.asked_on is not None and locked.asked_by is not None and locked.doubts is not None:
        clock.note_answered(
            request=made, doubts=locked.doubts.reveal(), asked_on=locked.asked_on, asked_by=locked.asked_by, at=at
        )
    trail.record(events.UNLINKED_LINKED, envelopes=[locked.envelope_id, made.envelope_id], reference=made.reference)
    _erase(locked, by=by, at=at)
    return made


@transaction.atomic
def close(*, entry: UnlinkedRequest, because: UnlinkedClosing, by: UUID, at: datetime) -> UnlinkedRequest:
    """Close it without a person. Raises NotNow for want of an answer to a question that nobody asked."""
    locked = _locked(entry)
    if because == UnlinkedClosing.NOT_IDENTIFIED and locked.state != UnlinkedState.ASKED:
        raise NotNow(_("Ask who it is first: nobody is turned away who was not asked."))
    locked.state, locked.closed_because = UnlinkedState.CLOSED, because
    locked.closed_on, locked.closed_by = clock.local_day(locked.controller, at), by
    locked.save()
    trail.record(
        events.UNLINKED_CLOSED, envelopes=[locked.envelope_id], reference=locked.reference, reason=because.value
    )
    return locked


def _locked(entry: UnlinkedRequest) -> UnlinkedRequest:
    found = UnlinkedRequest.objects.select_for_update(of=("self",)).select_related("controller", "envelope")
    locked = found.filter(pk=entry.pk).first()
    if locked is None or not locked.is_open:
        raise NotNow(_("This request is closed or linked already."))
    envelopes.prepare_to_write([locked])
    return locked


def _whole(entry: UnlinkedRequest) -> str:
    """Everything that the sender wrote, as it goes into the file of the request."""
    parts = [entry.asked, entry.name, entry.address, entry.case_number]
    return "\n\n".join(str(each.reveal()) for each in parts if each is not None)


def _erase(entry: UnlinkedRequest, *, by: UUID, at: datetime) -> None:
    """Erase what has been taken over: a second copy serves nothing (GDPR art. 5(1)(c), 17(1)(a))."""
    erasure_decisions.decide(
        envelopes=[entry.envelope_id],
        reference=entry.reference,
        effective_on=clock.local_day(entry.controller, at),
        decided_by=by,
        decided_at=at,
    )
    envelopes.erase([entry.envelope_id], ground="request")
