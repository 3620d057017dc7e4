"""What becomes of a payment that the bank reports."""

from collections.abc import Iterable
from enum import StrEnum

from collections_app.policies.allocation import OpenClaim

_SHORTEST_OWN_NUMBER = 6


class Standing(StrEnum):
    """Why a payment stands as it does."""

    ALLOCATED = "allocated"
    NO_REFERENCE = "no_reference"
    WRONG_REFERENCE = "wrong_reference"
    UNKNOWN_REFERENCE = "unknown_reference"
    SEVERAL_CASES = "several_cases"
    CASE_CLOSED = "case_closed"
    OTHER_CURRENCY = "other_currency"
    NOTHING_OWED = "nothing_owed"
    OVERPAID = "overpaid"
    OUTGOING = "outgoing"
    REVERSAL = "reversal"
    IN_DOUBT = "in_doubt"


AWAITED = frozenset({Standing.REVERSAL, Standing.IN_DOUBT})
"""Of these somebody has to say what they are, so their details are needed."""


def outgoing(*, is_reversal: bool) -> Standing:
    """Money that went: paid out, or taken back by the bank."""
    return Standing.REVERSAL if is_reversal else Standing.OUTGOING


def matched(*, has_reference: bool, holds: bool, cases: int) -> Standing | None:
    """Why a payment leads to no single case; None when it leads to one. A machine never chooses between cases."""
    if cases == 1:
        return None
    if cases > 1:
        return Standing.SEVERAL_CASES
    if not has_reference:
        return Standing.NO_REFERENCE
    return Standing.UNKNOWN_REFERENCE if holds else Standing.WRONG_REFERENCE


def allocatable(*, is_open: bool, currency: str, claims: Iterable[OpenClaim]) -> Standing | None:
    """Why nothing of a payment may be put to the claims of its case by a machine; None when it may.

    After a case was closed nothing is demanded any more: what comes then is booked, waits, and can be paid back. It
    neither reopens the case nor moves its retention clock.
    """
    if not is_open:
        return Standing.CASE_CLOSED
    owed = [each for each in claims if each.owed_minor > 0]
    if owed and all(each.currency != currency for each in owed):
        return Standing.OTHER_CURRENCY
    return None if owed else Standing.NOTHING_OWED


def allocated(*, left_minor: int) -> Standing:
    """A payment that reduced what was owed, wholly or with something left."""
    return Standing.OVERPAID if left_minor else Standing.ALLOCATED


def may_be_creditors_number(reference: str) -> bool:
    """Whether a reference is long enough to lead to the one claim that has it as its number: short ones repeat."""
    return len(reference) >= _SHORTEST_OWN_NUMBER
