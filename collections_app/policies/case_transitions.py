"""How a case may move between open and closed, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

CLOSE_REASONS: Mapping[str, str] = {
    "paid": "The debt is paid",
    "settled": "Settled by agreement",
    "withdrawn": "Withdrawn by the creditor",
    "not_owed": "The debtor does not owe it",
    "time_barred": "The claim is time-barred",
    "written_off": "Written off",
}
REOPEN_REASONS: Mapping[str, str] = {
    "closed_in_error": "Closed in error",
    "payment_reversed": "A payment was reversed",
    "creditor_request": "The creditor asks for it",
    "new_information": "New information came in",
}
TRANSITIONS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("open", "closed"): CLOSE_REASONS,
    ("closed", "open"): REOPEN_REASONS,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed; when not, the reason as a code."""

    allowed: bool
    reason: str = ""


def may_move(*, from_status: str, to_status: str, reason: str) -> Decision:
    """A case moves only along a known step and for a reason that this step knows.

    GDPR Art. 5(1)(e): closing starts the retention clock, so it must not happen by accident.
    """
    reasons = TRANSITIONS.get((from_status, to_status))
    if reasons is None:
        return Decision(False, "no_such_step")
    return Decision(True) if reason in reasons else Decision(False, "unknown_reason")


def may_close_on(*, opened_on: date, closed_on: date, today: date) -> Decision:
    """A closing date lies between the opening and today, by the controller's own calendar.

    GDPR Art. 5(1)(e): the retention period runs from this date.
    """
    if closed_on > today:
        return Decision(False, "closed_in_future")
    return Decision(True) if closed_on >= opened_on else Decision(False, "closed_before_opened")
