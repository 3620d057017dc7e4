"""Payments by hand: allocating what a machine left, taking an allocation back, marking what is to be paid back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import Account, Allocation, Case, CaseDebtor, LedgerEntry, Payment, PaymentReason
from collections_app.policies import allocation as policy
from collections_app.policies.allocation import OpenClaim, Part
from collections_app.selectors import claims_owed, payment_entries
from collections_app.services import ledger
from collections_app.services.ledger import Movement, Particulars
from collections_app.services.payments import payers, standing
from collections_app.services.payments.standing import NotAllowed
from personal_data import envelopes


class _Chosen(NamedTuple):
    """A case with the parts that somebody put to its claims."""

    case: Case
    parts: Sequence[Part]

    @property
    def amount_minor(self) -> int:
        return sum(part.amount_minor for part in self.parts)


@transaction.atomic
def allocate(*, payment: Payment, case: Case, amounts: Mapping[UUID, int], at: datetime) -> Payment:
    """Put parts of a payment to claims of a case, by claim in minor units.

    A restricted or closed case takes money too: nothing of it is opened, it stays closed, and its clock does not move.
    Raises NotAllowed.
    """
    locked = standing.locked(payment)
    chosen = _choose(locked, case, {claim: amount for claim, amount in amounts.items() if amount})
    today = standing.today_of(locked, at)
    name = payers.name_of(locked)
    entry = ledger.record(
        controller=locked.controller,
        movement=Movement(Account.UNALLOCATED, Account.CLIENT_FUNDS, chosen.amount_minor, locked.currency, today),
        particulars=Particulars(name, locked.reference, case.reference),
        subjects=list(CaseDebtor.objects.filter(case=case).values_list("debtor__subject_id", "role")),
    )
    Allocation.objects.bulk_create(_rows(chosen, locked, entry, today, at))
    payers.recognise(payment=locked, case=case, name=name)
    locked.case_reference = case.reference
    standing.settle(locked, locked.unallocated_minor - chosen.amount_minor, PaymentReason.BY_HAND, today)
    concerned = [locked.envelope_id, case.envelope_id]
    trail.record(events.PAYMENT_ALLOCATED, envelopes=concerned, reference=locked.reference)
    return locked


@transaction.atomic
def mark_refund(*, payment: Payment, at: datetime) -> Payment:
    """Mark what is left of a payment to be paid back to the payer. Raises NotAllowed."""
    locked = standing.locked(payment)
    if not locked.unallocated_minor:
        raise NotAllowed("nothing_left")
    today = standing.today_of(locked, at)
    ledger.record(
        controller=locked.controller,
        movement=Movement(Account.UNALLOCATED, Account.REFUNDS, locked.unallocated_minor, locked.currency, today),
        particulars=Particulars(payers.name_of(locked), locked.reference, None),
        subjects=payers.subjects_of(locked),
    )
    standing.settle(locked, 0, PaymentReason.REFUND, today)
    trail.record(events.PAYMENT_REFUND_MARKED, envelopes=[locked.envelope_id], reference=locked.reference)
    return locked


@transaction.atomic
def take_back(*, payment: Payment, entry_id: UUID, at: datetime) -> Payment:
    """Take an allocation, a mark of refund or a reversal by the bank back by a correcting entry: the money is
    unallocated again, and what the bank took back waits for its payment again.

    Raises NotAllowed when the entry is none of the payment's, or has been taken back.
    """
    locked = standing.locked(payment)
    entry = next((each for each in payment_entries.standing(locked) if each.pk == entry_id), None)
    if entry is None:
        raise NotAllowed("not_to_be_taken_back")
    today = standing.today_of(locked, at)
    correction = ledger.correct(entry=entry, posted_on=today)
    if entry.debit_account == Account.BANK:  # the money did come in: what is corrected is whose it is
        ledger.record(
            controller=locked.controller,
            movement=Movement(Account.BANK, Account.UNALLOCATED, entry.amount_minor, entry.currency, today),
            particulars=Particulars(entry.counterparty_name.reveal(), locked.reference, None),
            subjects=payers.subjects_of(locked),
        )
    concerned = [locked.envelope_id, *_take_back_parts(entry, correction, at), *_wait_again(locked, entry, today)]
    standing.settle(locked, locked.unallocated_minor + entry.amount_minor, PaymentReason.TAKEN_BACK, today)
    trail.record(events.PAYMENT_TAKEN_BACK, envelopes=concerned, reference=locked.reference)
    return locked


def _choose(payment: Payment, case: Case, amounts: Mapping[UUID, int]) -> _Chosen:
    """The parts that were asked for, when all of them are allowed."""
    if case.controller_id != payment.controller_id or case.envelope_id not in envelopes.keep([case.envelope_id]):
        raise NotAllowed("no_such_claim")
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    claims: dict[UUID, OpenClaim] = {each.id: each for each in claims_owed.of_cases([case.pk]).get(case.pk, [])}
    if not amounts.keys() <= claims.keys():
        raise NotAllowed("no_such_claim")
    parts = [Part(claims[claim_id], amount) for claim_id, amount in amounts.items()]
    refusal = policy.may_allot(parts, left_minor=payment.unallocated_minor, currency=payment.currency)
    if refusal:
        raise NotAllowed(refusal)
    return _Chosen(case, parts)


def _rows(chosen: _Chosen, payment: Payment, entry: LedgerEntry, booked_on: date, at: datetime) -> Iterable[Allocation]:
    for part in chosen.parts:
        yield Allocation(
            envelope_id=chosen.case.envelope_id,
            claim_id=part.claim.id,
            payment_reference=payment.reference,
            amount_minor=part.amount_minor,
            currency=part.claim.currency,
            booked_on=booked_on,
            paid_on=payment.booked_on,
            days_late=policy.days_late(due_on=part.claim.due_on, paid_on=payment.booked_on),
            entry=entry.pk,
            at=at,
        )


def _take_back_parts(entry: LedgerEntry, correction: LedgerEntry, at: datetime) -> set[UUID]:
    """The rows that take back what an entry put to claims; none where the case has gone meanwhile."""
    earlier = Allocation.objects.filter(entry=entry.pk).order_by("id")
    living = envelopes.keep({each.envelope_id for each in earlier})
    Allocation.objects.bulk_create(
        Allocation(
            envelope_id=each.envelope_id,
            claim_id=each.claim_id,
            payment_reference=each.payment_reference,
            amount_minor=-each.amount_minor,
            currency=each.currency,
            booked_on=correction.posted_on,
            paid_on=each.paid_on,
            entry=correction.pk,
            corrects=each.pk,
            at=at,
        )
        for each in earlier
        if each.envelope_id in living
    )
    return living


def _wait_again(payment: Payment, entry: LedgerEntry, today: date) -> list[UUID]:
    """When it was not this payment that the bank took back, the bank's booking waits for the right one."""
    if entry.credit_account != Account.OUTGOING:
        return []
    reversal = standing.locked(Payment.objects.get(controller=payment.controller_id, reference=payment.other_reference))
    payment.other_reference = reversal.other_reference = ""
    standing.settle(reversal, 0, PaymentReason.REVERSAL, today)
    return [reversal.envelope_id]
