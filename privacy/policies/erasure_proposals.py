"""What the agency proposes for each record when a person asks for erasure; a privacy officer decides (GDPR art. 17).

A proposal is never a decision: each item is decided by itself, with reasons (AMILI-39, AMILI-43, ALMI-92).
"""

from dataclasses import dataclass
from datetime import date, timedelta

LEGAL_DUTY = "legal_duty"
LEGAL_CLAIMS = "legal_claims"

# Why a record should not be here any more, whether or not somebody asks (GDPR art. 5(1)(e), 17(1)(d)).
KEPT_TOO_LONG = "kept_too_long"
WITHOUT_BASIS = "without_basis"

# A claim that is still open is looked at again after half a year at the latest.
REVIEW_CLAIMS_AFTER = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Record:
    """What is known in the clear of one record in the scope of a request."""

    keeps_profile: bool
    is_open_case: bool = False
    duty_ends_on: date | None = None
    """The first day on which no statute demands the record any more; None without such a statute."""
    duty: str = ""
    """The citation of that statute."""
    due_on: date | None = None
    """The day on which the retention rules demand that it goes; None while its clock does not run."""
    has_rule: bool = True
    """Some rule in force says how long such records are kept, and on which basis."""
    is_held: bool = False
    """A legal hold, the person's own wish, a restriction or an objection keeps it for now."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Grant, or refuse on a ground of art. 17(3). ``review_on`` is when the record goes or is looked at again."""

    grant: bool
    ground: str = ""
    citation: str = ""
    until: date | None = None
    review_on: date | None = None
    defect: str = ""
    """Why the record should have gone already; with KEPT_TOO_LONG ``had_to_go_on`` is the day."""
    had_to_go_on: date | None = None


GRANT = Proposal(grant=True)


def propose(record: Record, *, today: date) -> Proposal:
    """The proposal for one record other than a profile.

    A statute that demands the record wins until its end (art. 17(3)(b)); an open case is needed for the claim
    (art. 17(3)(e)). A notice's own period is no ground: what only a notice keeps is granted (legal.md 1.6).
    What is granted and should have gone before anybody asked is named as that defect (INTRUM-134).
    """
    if record.duty_ends_on is not None and record.duty_ends_on > today:
        citation = "; ".join(each for each in ("GDPR art. 17(3)(b)", record.duty) if each)
        return Proposal(False, LEGAL_DUTY, citation, record.duty_ends_on, record.duty_ends_on)
    if record.is_open_case:
        return Proposal(False, LEGAL_CLAIMS, "GDPR art. 17(3)(e)", None, today + REVIEW_CLAIMS_AFTER)
    if record.is_held:
        return GRANT
    if not record.has_rule:
        return Proposal(grant=True, defect=WITHOUT_BASIS)
    if record.due_on is not None and record.due_on < today:
        return Proposal(grant=True, defect=KEPT_TOO_LONG, had_to_go_on=record.due_on)
    return GRANT


def propose_profile(others: list[tuple[Record, Proposal]]) -> Proposal:
    """The proposal for a person's profile: it stays as long as a refused record needs it, on that record's ground."""
    needing = [proposal for record, proposal in others if record.keeps_profile and not proposal.grant]
    return max(needing, key=lambda each: (each.until is None, each.review_on or date.min), default=GRANT)
