"""Payments as the desk shows them: what waits, one payment with its entries, the claims that it may be put to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from collections_app.models import Case, CaseDebtor, Claim, LedgerEntry, Payment
from collections_app.policies import allocation
from collections_app.policies.allocation import OpenClaim
from collections_app.policies.payments import AWAITED
from collections_app.selectors import claims_owed, payment_entries
from personal_data import envelopes, reach

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of payments that wait, oldest first, and where the next begins."""

    payments: Sequence[Payment]
    next: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A claim with what is still owed on it."""

    claim: Claim
    open: OpenClaim


def page(*, reason: str = "", after: str = "") -> Page:
    """Fifty payments that wait for somebody, opened and recorded in one go. Numbers count upwards, so they are the
    cursor."""
    waiting = _within_reach().filter(Q(unallocated_minor__gt=0) | Q(reason__in=[each.value for each in AWAITED]))
    if reason:
        waiting = waiting.filter(reason=reason)
    if after:
        waiting = waiting.filter(reference__gt=after)
    found = envelopes.open_page(waiting.order_by("reference")[:PAGE_SIZE])
    is_more = len(found) == PAGE_SIZE and waiting.filter(reference__gt=found[-1].reference).exists()
    return Page(found, found[-1].reference if is_more else "")


def by_reference(reference: str) -> Payment:
    """One payment within reach. Raises Payment.DoesNotExist."""
    return _within_reach().get(reference=reference)


def other_of(payment: Payment) -> Payment | None:
    """The payment that it is alike, or that took it back, opened where that is allowed; None where it has gone."""
    found = _within_reach().filter(controller=payment.controller_id, reference=payment.other_reference)
    return next(iter(envelopes.open_page(found)), None) if payment.other_reference else None


def consult(payment: Payment) -> list[LedgerEntry]:
    """Open a payment with its ledger entries, where they may be opened; give the entries, oldest first."""
    envelopes.open_page(Payment.objects.filter(pk=payment.pk))
    return envelopes.open_page(payment_entries.of_payment(payment))


def claims_of(case: Case) -> list[Owed]:
    """The invoices of a case on which something is owed, in the order in which payments reduce them.

    Opened where that is allowed; a restricted case shows amounts and dates, which are in the clear.
    """
    owed = {each.id: each for each in claims_owed.of_cases([case.pk]).get(case.pk, []) if each.owed_minor > 0}
    claims = {claim.pk: claim for claim in envelopes.open_page(Claim.objects.filter(pk__in=owed))}
    return [Owed(claims[each.id], each) for each in allocation.in_order(owed.values()) if each.id in claims]


def parties_of(case_ids: Iterable[UUID]) -> Iterable[tuple[UUID, UUID]]:
    """Who owes in some cases: pairs of case and debtor. Opens nothing."""
    parts = CaseDebtor.objects.filter(case_id__in=set(case_ids)).order_by("role", "id")
    return parts.values_list("case_id", "debtor_id")


def _within_reach() -> QuerySet[Payment]:
    return Payment.objects.filter(reach.within()).select_related("controller", "file")
