"""What becomes of each payment of a batch: judged against the books, without writing anything."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from collections_app.payments.entries import BankEntry
from collections_app.policies import allocation
from collections_app.policies import payments as policy
from collections_app.policies.allocation import Allotment, OpenClaim
from collections_app.policies.payments import Standing
from collections_app.services.payments import arrivals as reported
from collections_app.services.payments import matching
from collections_app.services.payments import sightings as payment_sightings
from collections_app.services.payments.arrivals import Arrival
from collections_app.services.payments.matching import NamedCase
from collections_app.services.payments.sightings import Sightings
from personal_data.models import Controller

_NOTHING = Allotment((), 0)


class Judged(NamedTuple):
    """A payment with what becomes of it. ``standing`` is None when the bank's booking is in the books already."""

    arrival: Arrival
    standing: Standing | None
    case: NamedCase | None = None
    allotment: Allotment = _NOTHING
    alike: str = ""
    """The payment that is perhaps the same; empty where its details have been erased."""


def judge(
    controller: Controller, entries: Sequence[BankEntry], sightings: Sightings, *, lock: bool = False
) -> list[Judged]:
    """Judge the payments of some bookings in their order: the second payment of a case meets what the first left.

    ``sightings`` goes with the file: what one of its bookings was found to be, no other is. With ``lock`` it is kept.
    """
    arrivals = reported.arrive(controller, entries)
    known = matching.booked_among({arrival.digest for arrival in arrivals})
    again = sightings.of(controller, [each for each in arrivals if each.digest not in known])
    if lock:
        payment_sightings.note(again)
    known |= {digest for (digest, _part), each in again.items() if each.is_certain}
    incoming = [
        each for each in arrivals if each.entry.is_credit and each.digest not in known and each.key not in again
    ]
    named = matching.named_cases(controller, incoming, lock=lock)
    cases_of = {id(arrival): cases for arrival, cases in zip(incoming, named, strict=True)}
    taken: dict[UUID, int] = {}

    def judged(arrival: Arrival) -> Judged:
        if arrival.digest in known:
            return Judged(arrival, None)
        if arrival.key in again:
            return Judged(arrival, Standing.IN_DOUBT, alike=again[arrival.key].payment_reference)
        return _judge(arrival, cases_of.get(id(arrival), []), taken)

    return [judged(arrival) for arrival in arrivals]


def _judge(arrival: Arrival, cases: Sequence[NamedCase], taken: dict[UUID, int]) -> Judged:
    entry, amount = arrival.entry, arrival.reported.amount_minor
    if not entry.is_credit:
        return Judged(arrival, policy.outgoing(is_reversal=entry.is_reversal or entry.is_return))
    untouched = Allotment((), amount)
    reason = policy.matched(
        has_reference=bool(arrival.references),
        holds=any(map(matching.holds, arrival.references)),
        cases=len(cases),
    )
    if reason is not None:
        return Judged(arrival, reason, None, untouched)
    (case,) = cases
    claims = [_after(claim, taken) for claim in case.claims]
    reason = policy.allocatable(is_open=case.is_open, currency=entry.currency, claims=claims)
    if reason is not None:
        return Judged(arrival, reason, case, untouched)
    allotment = allocation.allot(amount_minor=amount, currency=entry.currency, claims=claims)
    for part in allotment.parts:
        taken[part.claim.id] = taken.get(part.claim.id, 0) + part.amount_minor
    return Judged(arrival, policy.allocated(left_minor=allotment.left_minor), case, allotment)


def _after(claim: OpenClaim, taken: dict[UUID, int]) -> OpenClaim:
    """What is owed after the payments judged before."""
    used = taken.get(claim.id, 0)
    if not used:
        return claim
    return OpenClaim(claim.id, claim.owed_minor - used, claim.currency, claim.issued_on, claim.due_on, claim.is_named)
