"""Whether a bank can have taken a payment back by another booking (camt RvslInd, a returned payment)."""

from dataclasses import dataclass
from datetime import date

NOT_IN_THE_BOOKS = frozenset({"reversed", "same", "in_doubt"})
"""Payments that went back already, or that were never booked: nothing of them can go back."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked of both payments."""

    is_incoming: bool
    amount_minor: int
    currency: str
    booked_on: date
    reason: str


def may_have_taken_back(reversal: Facts, payment: Facts) -> bool:
    """The whole of an earlier incoming payment, once. A bank that takes back a part reports another payment."""
    return (
        payment.is_incoming
        and not reversal.is_incoming
        and payment.reason not in NOT_IN_THE_BOOKS
        and (payment.amount_minor, payment.currency) == (reversal.amount_minor, reversal.currency)
        and payment.booked_on <= reversal.booked_on
    )
