"""Which claims of a case a payment reduces, and in which order.

The order is the agency's own, stated policy: first the claim that the payer names, then the one that fell due first;
what has no due date comes last, the older document before the younger. Nothing is put to a claim in another currency,
and nothing beyond what is owed: the rest waits for somebody's decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim with what is still owed on it, in minor units of its currency."""

    id: UUID
    owed_minor: int
    currency: str
    issued_on: date
    due_on: date | None = None
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a payment for this claim."""

    claim: OpenClaim
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Allotment:
    """How a payment is parted, and what is left of it."""

    parts: tuple[Part, ...]
    left_minor: int


def in_order(claims: Iterable[OpenClaim]) -> list[OpenClaim]:
    """The claims in the order in which payments reduce them."""
    return sorted(claims, key=lambda each: (not each.is_named, each.due_on or date.max, each.issued_on, each.id.int))


def allot(*, amount_minor: int, currency: str, claims: Iterable[OpenClaim]) -> Allotment:
    """Part a payment over the claims of one case."""
    left, parts = amount_minor, list[Part]()
    for claim in in_order(each for each in claims if each.currency == currency and each.owed_minor > 0):
        if not left:
            break
        share = min(left, claim.owed_minor)
        parts.append(Part(claim, share))
        left -= share
    return Allotment(tuple(parts), left)


def may_allot(parts: Sequence[Part], *, left_minor: int, currency: str) -> str:
    """Why a payment may not be parted by hand in this way, as a code; empty when it may."""
    if not parts or any(part.amount_minor <= 0 for part in parts):
        return "nothing_to_allocate"
    if sum(part.amount_minor for part in parts) > left_minor:
        return "more_than_left"
    if any(part.claim.currency != currency for part in parts):
        return "other_currency"
    return "more_than_owed" if any(part.amount_minor > part.claim.owed_minor for part in parts) else ""


def days_late(*, due_on: date | None, paid_on: date) -> int | None:
    """How many days after the due date a claim was paid; 0 when in time, None when no due date is known."""
    return None if due_on is None else max((paid_on - due_on).days, 0)
