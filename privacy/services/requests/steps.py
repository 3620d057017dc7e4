"""Moving a request along its table of transitions; each step is a row that nobody can change afterwards."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit import trail
from personal_data import envelopes
from privacy import events
from privacy.models import DataSubjectRequest, RequestStep, UnlinkedRequest
from privacy.models.request import CLOSED
from privacy.policies import request_transitions

_REFUSALS = {
    "no_such_step": _("The request is not in a state from which this step is possible."),
    "received_in_future": _("The day of receipt lies in the future. Enter the day on which the request arrived."),
    "because_unknown": _("Choose one of the listed reasons for erasure, or none."),
    "extended_already": _("The time has been extended once; it cannot be extended again."),
    "extension_too_late": _("The time to tell the person about an extension is over. Answer now."),
    "reason_missing": _("Write the reason; the person is told it."),
    "asked_before": _("A question to the person is open already; note its answer first."),
    "not_paused": _("No question to the person is open."),
    "answered_before_asked": _("The answer cannot come before the question, or later than today."),
    "items_undecided": _("Decide every item first: each needs a decision of its own."),
    "refusal_incomplete": _("A refusal needs its ground, the law, the reasons in this case and a date of review."),
    "ground_unknown": _("Choose one of the listed grounds; a published period alone is none."),
    "not_enough_alone": _(
        "A contract, an interest or a period of ours is no ground of art. 17(3) and cannot stand alone."
    ),
    "claim_missing": _("No case of this person is known whose claim the record could serve. Choose another ground."),
    "law_missing": _(
        "Name the article of this ground, after it the statute behind a semicolon, and for a statute the day it ends."
    ),
    "review_in_past": _("The review date lies in the past. Enter a later day."),
    "same_person": _("A second person approves a refusal: somebody other than the one who decided."),
    "answer_made": _("The answer has been made already; it lies among the letters."),
    "profile_gone": _("The person's profile has been erased: there is no address to write to."),
    "recipients_untold": _(
        "A recipient of these data has not been told yet. Make its notice, or write down why it cannot be told."
    ),
    "nothing_to_tell": _("This recipient needs no notice, or has one."),
    "not_sent": _("Send the notice first; then its receipt can be noted."),
    "letter_made": _("This letter has been made already; it lies among the letters."),
    "not_told": _("Send the letter first: the person is told before the request is closed."),
    "not_their_record": _("That record is not one of this person."),
    "told_first": _("Tell the person first: send the letter that says when the restriction will be lifted."),
    "lift_in_past": _("Choose a day that is not over: the person is told before the restriction is lifted."),
    "announced_already": _("The person has a letter about the end of this restriction already."),
    "not_restricted": _("No restriction of this request stands."),
    "restriction_stands": _("The request is still being decided, or granted for good; the restriction stays."),
    "case_not_restricted": _("Nothing of this case is restricted, so no special use is needed."),
    "use_too_long": _("A use of restricted data is for 1 to 30 days."),
    "not_asked_for": _("This use has been approved already."),
    "nothing_changed": _("Nothing was changed. Correct a value, or add the person's statement."),
    "statement_missing": _("Add the person's statement first."),
    "no_answer_here": _("The answer to this request is made in another way."),
    "copy_refusal_incomplete": _("A refusal needs its ground, the law and the reasons in this case."),
    "copy_law_missing": _("Name the article of this ground and, for a law that forbids it, the statute behind it."),
    "notice_missing": _(
        "No policy pack of this controller is known, so a copy could not say what its notice promises. Have it written "
        "first."
    ),
    "fee_not_in_notice": _("The notice of this controller names no fee, so every copy is free."),
    "fee_first_copy": _("This is a first copy, or data have changed since the last one: it is free."),
    "fee_told_before": _("The fee has been told already."),
    "fee_not_told": _("No fee waits for an answer."),
    "fee_open": _("The person has been told a fee and has not agreed yet. Wait for the answer, or give the copy free."),
    "cut_secret_without_law": _("Only a law can forbid to say that something is left out. Name it as the ground."),
    "cut_words_missing": _("These words do not stand there. Copy them from the text exactly as they are."),
    "cut_not_there": _("This is not in the copy, or is left out already."),
    "cut_leaves_nothing": _("Then nothing would be left. A copy leaves parts out, never everything."),
    "copy_not_there": _("The copy is not there: it is being made, or its time is over."),
    "letter_missing": _("Make the answer first: it is sealed before anything is erased."),
}


class NotAllowed(ValidationError):
    """The step is not allowed now; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


class CannotBeWritten(ValidationError):
    """A letter lacks what it must say; ``names`` are the elements, never their values (GDPR art. 12(4))."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            _("The letter cannot be written without: %(names)s. Add it, then try again."),
            code="letter_incomplete",
            params={"names": ", ".join(names)},
        )


def locked(request: DataSubjectRequest) -> DataSubjectRequest:
    """The request as it stands now, locked until the transaction ends, ready to be written to."""
    found = DataSubjectRequest.objects.select_for_update(of=("self",)).select_related("controller").get(pk=request.pk)
    envelopes.prepare_to_write([found])
    return found


def move(request: DataSubjectRequest, to_status: str, *, by: UUID, at: datetime, reason: str = "") -> None:
    """Take one step inside the caller's transaction. Raises NotAllowed when the table does not have it."""
    if not request_transitions.may_move(from_status=request.status, to_status=to_status):
        raise NotAllowed("no_such_step")
    append(request, from_status=request.status, to_status=to_status, by=by, at=at, reason=reason)
    request.status = to_status
    request.save(update_fields=["status"])
    if to_status in CLOSED:
        envelopes.set_trigger(envelopes=[request.envelope_id], trigger_on=local_day(request, at))
    trail.record(
        events.REQUEST_MOVED, envelopes=[request.envelope_id], reference=request.reference, reason=reason or to_status
    )


def append(
    request: DataSubjectRequest, *, from_status: str, to_status: str, by: UUID, at: datetime, reason: str = ""
) -> None:
    """Add the row of a step."""
    RequestStep.objects.create(
        envelope_id=request.envelope_id,
        request=request,
        from_status=from_status,
        to_status=to_status,
        reason=reason,
        by=by,
        at=at,
    )


def local_day(request: DataSubjectRequest | UnlinkedRequest, at: datetime) -> date:
    """The day in the controller's time zone, which alone counts for deadlines."""
    return at.astimezone(ZoneInfo(request.controller.time_zone)).date()
