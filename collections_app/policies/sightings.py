"""Whether two reports of the bank are of one booking: told by what it names, else by what both files say of it.

A bank that names its bookings settles it. Where it does not, a notification (camt.054) and a statement (camt.053) with
an equal booking report the same one, because a statement holds all bookings of its days. Two files of one kind are
another matter: each reports a booking once, so an equal one may be another payment, or the same one fetched twice
under another number. That is for a person to say; until then it is neither booked nor dropped.

BgMax and camt report one deposit under names that have nothing in common: the account is a bankgiro number here and an
IBAN there, and both number for themselves. What agrees in value date, amount and reference is perhaps one payment; it
may as well be a debtor who paid twice that day, once through Bankgirot. So that is never certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

BGMAX = "bgmax"


class Likeness(IntEnum):
    """How much speaks for one booking, the strongest first."""

    SAME_AND_TOLD_ALIKE = 0
    SAME = 1
    PERHAPS_AND_TOLD_ALIKE = 2
    PERHAPS = 3
    OTHER = 4


@dataclass(frozen=True, slots=True)
class Report:
    """How one file reports a booking of this account, day, amount and direction."""

    reported_in: str
    """The kind of file, such as camt.053."""
    is_named: bool
    """Whether the bank gave the booking a reference of its own."""
    told: bytes
    """A digest of what it tells of the other side; empty where nothing."""
    is_seen_again: bool = False
    """Whether a file of another kind has reported it too."""
    names: frozenset[bytes] = frozenset()
    """Digests of the references by which it was paid."""
    names_are_given: bool = False
    """Whether they stood where references stand, and not in the payer's own words."""

    @property
    def is_bgmax(self) -> bool:
        return self.reported_in == BGMAX


def likeness(new: Report, earlier: Report) -> Likeness:
    """How a booking that arrives relates to one in the books that is alike, and has another name or none."""
    if new.is_bgmax != earlier.is_bgmax:
        return _across(new, earlier)
    if new.is_named and earlier.is_named:
        return Likeness.OTHER
    differs = bool(new.told and earlier.told) and new.told != earlier.told
    agrees = bool(new.told) and new.told == earlier.told
    if new.reported_in == earlier.reported_in or earlier.is_seen_again:
        if differs:
            return Likeness.OTHER
        return Likeness.PERHAPS_AND_TOLD_ALIKE if agrees else Likeness.PERHAPS
    if differs:
        return Likeness.PERHAPS
    return Likeness.SAME_AND_TOLD_ALIKE if agrees else Likeness.SAME


def _across(new: Report, earlier: Report) -> Likeness:
    """BgMax here, camt there: references that both give settle that they are two, and nothing that they are one."""
    if new.names & earlier.names:
        return Likeness.PERHAPS_AND_TOLD_ALIKE
    if new.names and earlier.names and new.names_are_given and earlier.names_are_given:
        return Likeness.OTHER
    return Likeness.PERHAPS


def pairs(new: Sequence[Report], earlier: Sequence[Report]) -> dict[int, tuple[int, Likeness]]:
    """Which of the new ones is which of the earlier, by number, the most alike first; none of them is two."""
    ranked = sorted(
        (likeness(each, other), at, earlier_at)
        for at, each in enumerate(new)
        for earlier_at, other in enumerate(earlier)
    )
    found: dict[int, tuple[int, Likeness]] = {}
    taken = set()
    for how, at, earlier_at in ranked:
        if how is not Likeness.OTHER and at not in found and earlier_at not in taken:
            found[at] = (earlier_at, how)
            taken.add(earlier_at)
    return found
