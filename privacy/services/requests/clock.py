"""The clock of one request: first deadlines, pauses for a question to the person, one extension (GDPR art. 12(3))."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from audit import trail
from personal_data.models import Controller
from privacy import events
from privacy.models import ClockPause, DataSubjectRequest, PauseGround, RequestStatus
from privacy.policies.clock import counting
from privacy.policies.clock.closed_days import calendar_of
from privacy.policies.clock.pauses import PauseReason, Question
from privacy.services.requests import steps
from privacy.services.requests.steps import NotAllowed


def local_day(controller: Controller, at: datetime) -> date:
    """The day in the controller's time zone, which alone counts for deadlines."""
    return at.astimezone(ZoneInfo(controller.time_zone)).date()


def first(controller: Controller, received_on: date) -> counting.Deadlines:
    """The deadlines of a request on the day of its receipt."""
    return counting.deadlines(received_on, calendar_of(controller.country))


@transaction.atomic
def ask(*, request: DataSubjectRequest, ground: PauseGround, doubts: str, by: UUID, at: datetime) -> ClockPause:
    """Note a question to the person, with the reasonable doubts behind it (art. 12(6)); its letter is made elsewhere.

    Whether it stops the clock is the policy's judgement: only when it was asked at once. Raises NotAllowed when a
    question is open, or no doubt is written down.
    """
    locked = steps.locked(request)
    if not doubts.strip():
        raise NotAllowed("reason_missing")
    if locked.pauses.filter(answered_on__isnull=True).exists():
        raise NotAllowed("asked_before")
    steps.move(locked, RequestStatus.AWAITING_IDENTITY, by=by, at=at, reason=ground.value)
    pause = ClockPause.objects.create(
        envelope_id=locked.envelope_id,
        request=locked,
        ground=ground,
        doubts=doubts.strip(),
        asked_on=steps.local_day(locked, at),
        asked_by=by,
    )
    trail.record(events.REQUEST_PAUSED, envelopes=[locked.envelope_id], reference=locked.reference, reason=ground.value)
    return pause


@transaction.atomic
def answered(*, request: DataSubjectRequest, answered_on: date, by: UUID, at: datetime) -> DataSubjectRequest:
    """Note the person's sufficient answer: the clock runs again, and the days of waiting are added.

    Raises NotAllowed when no question is open, or the day lies before the question or in the future.
    """
    locked = steps.locked(request)
    pause = locked.pauses.filter(answered_on__isnull=True).first()
    if pause is None:
        raise NotAllowed("not_paused")
    if not pause.asked_on <= answered_on <= steps.local_day(locked, at):
        raise NotAllowed("answered_before_asked")
    pause.answered_on = answered_on
    pause.save(update_fields=["answered_on"])
    steps.move(locked, RequestStatus.UNDER_REVIEW, by=by, at=at, reason="answer_arrived")
    _set_deadlines(locked, today=steps.local_day(locked, at))
    trail.record(events.REQUEST_RESUMED, envelopes=[locked.envelope_id], reference=locked.reference)
    return locked


@transaction.atomic
def note_answered(
    *, request: DataSubjectRequest, doubts: str, asked_on: date, asked_by: UUID, at: datetime
) -> DataSubjectRequest:
    """Note a question that was asked before it was known whose request it is, and is answered now.

    The status stays: how the person was identified is noted when the request is taken up.
    """
    locked = steps.locked(request)
    today = steps.local_day(locked, at)
    ClockPause.objects.create(
        envelope_id=locked.envelope_id,
        request=locked,
        ground=PauseGround.IDENTITY,
        doubts=doubts,
        asked_on=asked_on,
        answered_on=today,
        asked_by=asked_by,
    )
    _set_deadlines(locked, today=today)
    trail.record(events.REQUEST_RESUMED, envelopes=[locked.envelope_id], reference=locked.reference)
    return locked


@transaction.atomic
def extend(*, request: DataSubjectRequest, reason: str, by: UUID, at: datetime) -> DataSubjectRequest:
    """Extend to three months from receipt, once, with reasons that the person is told in time (art. 12(3)).

    Raises NotAllowed without reasons, a second time, or after the first legal deadline.
    """
    locked = steps.locked(request)
    if locked.extended_on is not None:
        raise NotAllowed("extended_already")
    if not locked.is_open or locked.status == RequestStatus.DECIDED:
        raise NotAllowed("no_such_step")
    today = steps.local_day(locked, at)
    refusal = counting.extension_refusal(
        locked.received_on, today, reason, first_legal_deadline=locked.legal_deadline_on
    )
    if refusal is not None:
        raise NotAllowed("reason_missing" if refusal is counting.ExtensionRefusal.NO_REASONS else "extension_too_late")
    locked.extended_on, locked.extension_reason = today, reason.strip()
    locked.save(update_fields=["extended_on", "extension_reason"])
    _set_deadlines(locked, today=today)
    trail.record(events.REQUEST_EXTENDED, envelopes=[locked.envelope_id], reference=locked.reference)
    return locked


def _set_deadlines(request: DataSubjectRequest, *, today: date) -> None:
    """Compute the deadlines anew from receipt, questions and extension; the request is locked by the caller."""
    pauses = list(request.pauses.order_by("asked_on", "id"))
    questions = [
        Question(
            reason=PauseReason(pause.ground),
            asked_on=pause.asked_on,
            grounds="written down",  # ``ask`` notes none without its doubts
            answered_on=pause.answered_on,
            sufficient=pause.answered_on is not None,
            large_quantity=pause.ground == PauseGround.SPECIFICATION,
        )
        for pause in pauses
    ]
    days = counting.deadlines_with_questions(
        request.received_on,
        questions,
        calendar_of(request.controller.country),
        today=today,
        extended=request.extended_on is not None,
    )
    request.target_on = days.target_date
    request.calendar_deadline_on = days.calendar_deadline
    request.legal_deadline_on = days.legal_deadline
    request.save(update_fields=["target_on", "calendar_deadline_on", "legal_deadline_on"])
