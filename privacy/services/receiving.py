"""Data subject requests: receiving them, finding out who asks, and taking them back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from personal_data import envelopes
from personal_data.models import DataSubject, Role
from privacy import events
from privacy.models import (
    AccessCopy,
    AskedBecause,
    Channel,
    CopyState,
    DataSubjectRequest,
    ItemOutcome,
    RequestStatus,
    Right,
    SentBy,
)
from privacy.models.request import RESTRICTING
from privacy.policies.erasure_grounds import ASKED
from privacy.record_classes import RIGHTS_REQUEST
from privacy.services.contested import decisions, restrictions
from privacy.services.requests import clock, keeping, references, steps
from privacy.services.requests.steps import NotAllowed


@dataclass(frozen=True, slots=True)
class Wording:
    """What the person said, in their words, and who said it for them; nothing of it has to be given.

    ``concerns`` is the envelope of the record that they mean; None means everything.
    """

    asked: str = ""
    representative: str = ""
    language: str = ""
    concerns: UUID | None = None
    because: str = ""
    """The ground of GDPR art. 17(1) on which erasure is asked for."""


NOTHING_SAID = Wording()


@transaction.atomic
def receive(
    *,
    subject: DataSubject,
    right: Right,
    channel: Channel,
    received_on: date,
    by: UUID,
    at: datetime,
    wording: Wording = NOTHING_SAID,
    reference: str = "",
) -> DataSubjectRequest:
    """Take in a request through whichever channel it came; its clock runs from the day of *receipt* (art. 12(3)).

    A request like one that is still open is taken in all the same and linked to it: nobody is turned away. What an
    access or portability request covers is kept until delivery. What is contested or objected to is restricted from now
    on, and direct marketing stops at once, also where erasure is asked because of it. ``reference`` is one that the
    person was given before it was known who they are.
    Raises NotAllowed for a day in the future, and for a reason that is none of art. 17(1).
    """
    if received_on > clock.local_day(subject.controller, at):
        raise NotAllowed("received_in_future")
    if wording.because and (right != Right.ERASURE or wording.because not in ASKED):
        raise NotAllowed("because_unknown")
    request = _new(subject, right, received_on, wording)
    request.reference = reference or references.take(year=received_on.year)
    request.channel, request.entered_by, request.entered_at = channel, by, at
    request.save(force_insert=True)
    steps.append(request, from_status="", to_status=RequestStatus.RECEIVED, by=by, at=at)
    reason = f"{right}.{channel}"
    trail.record(events.REQUEST_RECEIVED, envelopes=[request.envelope_id], reference=request.reference, reason=reason)
    if right in keeping.COPIES:
        keeping.keep(request=request)
    if right in RESTRICTING:
        restrictions.begin(request=request, record=wording.concerns, at=at)
    if right == Right.MARKETING_OBJECTION:
        decisions.stop_marketing(request=request, by=by, at=at)
        request.refresh_from_db()
    if request.because == AskedBecause.MARKETING_OBJECTION:
        decisions.suppress_marketing(request=request, by=by, at=at)
    return request


@transaction.atomic
def begin_review(*, request: DataSubjectRequest, identified_how: str, by: UUID, at: datetime) -> DataSubjectRequest:
    """Take a request up: the person is known, and how is noted (art. 12(6): asking more needs reasonable doubts)."""
    locked = steps.locked(request)
    steps.move(locked, RequestStatus.UNDER_REVIEW, by=by, at=at)
    locked.identified_how = identified_how
    locked.identified_on = steps.local_day(locked, at)
    locked.save(update_fields=["identified_how", "identified_on"])
    return locked


@transaction.atomic
def withdraw(*, request: DataSubjectRequest, by: UUID, at: datetime) -> DataSubjectRequest:
    """Take a request back, as the person wishes. Raises NotAllowed once it has been decided."""
    locked = steps.locked(request)
    steps.move(locked, RequestStatus.WITHDRAWN, by=by, at=at)
    _let_go(locked, at=at)
    return locked


@transaction.atomic
def close_not_identified(*, request: DataSubjectRequest, by: UUID, at: datetime) -> DataSubjectRequest:
    """Close a request of somebody who was asked and did not prove who they are (legal.md P3); the letter goes first."""
    locked = steps.locked(request)
    if not locked.letters.filter(kind="not_identified", sent_at__isnull=False).exists():
        raise NotAllowed("not_told")
    steps.move(locked, RequestStatus.NOT_IDENTIFIED, by=by, at=at)
    _let_go(locked, at=at)
    return locked


@transaction.atomic
def answer(*, request: DataSubjectRequest, by: UUID, at: datetime) -> DataSubjectRequest:
    """Close a decided request: its answer has been sent. Raises NotAllowed when no answer went out."""
    locked = steps.locked(request)
    if not locked.letters.filter(kind="answer", sent_at__isnull=False).exists():
        raise NotAllowed("letter_missing")
    steps.move(locked, RequestStatus.ANSWERED, by=by, at=at)
    locked.answered_at = at
    locked.save(update_fields=["answered_at"])
    restrictions.after_closing(request=locked, at=at)
    if locked.right == Right.OBJECTION and locked.items.filter(outcome=ItemOutcome.GRANTED).exists():
        _erase_what_no_law_keeps(locked, by=by, at=at)
    if locked.right in keeping.COPIES and not _waits_to_be_fetched(locked):
        keeping.release(subject=locked.subject, besides=locked)
    return locked


def _erase_what_no_law_keeps(objection: DataSubjectRequest, *, by: UUID, at: datetime) -> None:
    """An objection that was upheld leaves no ground to go on: each record is decided for erasure (art. 17(1)(c))."""
    receive(
        subject=objection.subject,
        right=Right.ERASURE,
        channel=Channel(objection.channel),
        received_on=clock.local_day(objection.controller, at),
        by=by,
        at=at,
        wording=Wording(asked=objection.reference, language=objection.language, because=AskedBecause.OBJECTION),
    )


def _new(subject: DataSubject, right: Right, received_on: date, wording: Wording) -> DataSubjectRequest:
    """The request in an envelope of its own, with its first deadlines; not saved yet."""
    controller = subject.controller
    days = clock.first(controller, received_on)
    return DataSubjectRequest(
        envelope=envelopes.create(
            controller=controller, record_class=RIGHTS_REQUEST, subjects=[(subject, Role.DEBTOR)], trigger_on=None
        ),
        controller=controller,
        subject=subject,
        right=right,
        language=wording.language or controller.language,
        because=wording.because,
        asked=wording.asked or None,
        representative=wording.representative or None,
        pseudonym=str(subject.pseudonym) if right == Right.ERASURE else None,
        received_on=received_on,
        repeats=_open_like(subject, right),
        target_on=days.target_date,
        calendar_deadline_on=days.calendar_deadline,
        legal_deadline_on=days.legal_deadline,
    )


def _waits_to_be_fetched(request: DataSubjectRequest) -> bool:
    """Whether the answer is a copy that lies ready in the portal: its records are kept until it has been fetched."""
    is_ready = AccessCopy.objects.filter(request=request, state=CopyState.READY, first_downloaded_at=None).exists()
    return is_ready and request.letters.filter(kind="answer", sent_by=SentBy.PORTAL).exists()


def _let_go(request: DataSubjectRequest, *, at: datetime) -> None:
    restrictions.after_closing(request=request, at=at)
    if request.right in keeping.COPIES:
        keeping.release(subject=request.subject, besides=request)


def _open_like(subject: DataSubject, right: Right) -> DataSubjectRequest | None:
    """The person's earliest open request for the same right."""
    return DataSubjectRequest.objects.of_subject(subject).open().filter(right=right).order_by("received_on").first()
