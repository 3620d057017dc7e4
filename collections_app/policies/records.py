"""Which day starts the clock of a record beside the cases, and what is wrong with its days (schedule R08 to R23)."""

from datetime import date


def wrong_entry(*, began_on: date, expires_on: date | None, today: date, needs_expiry: bool) -> str:
    """What is wrong with the days of a new record, as a code; empty when nothing is."""
    if began_on > today:
        return "begins_in_future"
    if expires_on is None:
        return "expiry_missing" if needs_expiry else ""
    return "expires_before_it_began" if expires_on < began_on else ""


def wrong_end(*, ended_on: date, began_on: date, today: date, expires_on: date | None, is_acceptance: bool) -> str:
    """What is wrong with the day on which a record ended, as a code. An offer is accepted while it is good."""
    if ended_on > today:
        return "ends_in_future"
    if ended_on < began_on:
        return "ends_before_it_began"
    if is_acceptance and expires_on is not None and ended_on > expires_on:
        return "lapsed"
    return ""


def trigger_of_new(*, starts: str, began_on: date, expires_on: date | None) -> date | None:
    """The day that starts the clock when a record is entered; None where it waits for its end."""
    return {"began": began_on, "expires": expires_on}.get(starts)


def trigger_of_ended(*, starts: str, because: str, ended_on: date, began_on: date, expires_on: date | None) -> date:
    """The day that starts the clock when a record has ended.

    One whose clock runs from its beginning goes on by it. An applicant who allowed it is kept for other positions until
    the day that was allowed, unless hired (AXACTOR-92, -93).
    """
    if starts == "began":
        return began_on
    may_stay = starts == "ended" and because in ("rejected", "position_filled")
    return max(ended_on, expires_on) if may_stay and expires_on else ended_on
