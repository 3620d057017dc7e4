"""The contact log: writing down that somebody was called, or called."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Call, CallDirection, Case, ChannelStatus, Debtor, DetailKind
from collections_app.policies import calls as rules
from collections_app.selectors import details
from collections_app.services import archive
from personal_data import envelopes

_REFUSALS = {
    "number_missing": _("We called somebody. Enter the number that was called."),
    "who_was_reached": _("Somebody answered. Choose who it was; if they did not say, choose somebody else."),
    "nobody_was_reached": _("Nobody was reached. Choose nobody, or another outcome."),
    "in_future": _("The call begins in the future. Enter when it began."),
    "not_over": _("By its length the call is not over yet. Enter when it began, and how long it took."),
    "number_unusable": _(
        "This number must not be used: that is what the details of the debtor say. Enter a detail with its source when "
        "it may be used again."
    ),
    "identity_unchecked": _(
        "This number has not been verified. Check who answers before you say what it is about, and say that you did."
    ),
    "register_hit": _(
        "A register says that the debtor is insolvent or has a guardian. Look at that before anybody is called."
    ),
    "not_a_party": _("This person is not in the case. Choose one who is."),
}


class NotSo(ValidationError):
    """A call cannot have been so; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """What the handler says of a call. ``seconds`` is how long it took; ``debtor`` which party was spoken to."""

    direction: str
    outcome: str
    spoken_to: str
    started_at: datetime
    seconds: int = 0
    number: str = ""
    text: str = ""
    debtor: Debtor | None = None
    is_identity_checked: bool = False
    """Who answered was checked before the debt was named."""


@transaction.atomic
def log(*, case: Case, line: CallLine, by: UUID, at: datetime) -> Call:
    """Log a call in the case's envelope, an attempt that nobody answered too. Raises NotSo, Archived, Refused."""
    archive.expect_open(case)
    if reason := _against(case, line, at) or _against_calling(case, line, at):
        raise NotSo(reason)
    envelopes.prepare_to_write([case])
    call = Call.objects.create(
        envelope_id=case.envelope_id,
        case=case,
        debtor=line.debtor,
        direction=line.direction,
        outcome=line.outcome,
        spoken_to=line.spoken_to,
        started_at=line.started_at,
        seconds=line.seconds,
        number=line.number.strip() or None,
        text=line.text.strip() or None,
        by=by,
        at=at,
    )
    trail.record(events.CALL_LOGGED, envelopes=[case.envelope_id], reference=case.reference, reason=line.outcome)
    return call


def _against_calling(case: Case, line: CallLine, at: datetime) -> str:
    """Why we may not call there, as a code: the number is not to be used (AMILI-11), or nobody has verified it and the
    debt was spoken of without a check of who answered (INTRUM-77), or collection has stopped (INTRUM-72)."""
    if line.direction != CallDirection.OUTBOUND:
        return ""
    if details.waiting(case):
        return "register_hit"
    parties = [part.debtor for part in case.case_debtors.select_related("debtor")]
    day = at.astimezone(ZoneInfo(case.controller.time_zone)).date()
    status = details.standing(parties, DetailKind.PHONE, line.number, day)
    if status == ChannelStatus.UNUSABLE:
        return "number_unusable"
    spoke = line.debtor is not None
    return "identity_unchecked" if status == ChannelStatus.UNVERIFIED and spoke and not line.is_identity_checked else ""


def _against(case: Case, line: CallLine, at: datetime) -> str:
    """Why the call cannot have been so, as a code."""
    reason = rules.against_line(
        direction=line.direction,
        outcome=line.outcome,
        spoken_to=line.spoken_to,
        number=line.number.strip(),
        started_at=line.started_at,
        seconds=line.seconds,
        now=at,
    )
    if line.debtor and not case.case_debtors.filter(debtor=line.debtor, role=line.spoken_to).exists():
        return reason or "not_a_party"
    return reason
