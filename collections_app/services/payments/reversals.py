"""Payments that the bank took back from us: what they had paid is owed again, by correcting entries."""

from datetime import datetime

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import Account, Payment, PaymentReason
from collections_app.policies import reversals as policy
from collections_app.selectors import payment_entries
from collections_app.services import ledger
from collections_app.services.ledger import Movement, Particulars
from collections_app.services.payments import allocation, payers
from collections_app.services.payments.standing import NotAllowed, locked, settle, today_of


@transaction.atomic
def settle_with(*, reversal: Payment, payment: Payment, at: datetime) -> Payment:
    """Say which payment the bank took back. Every allocation of it is taken back by a correcting entry, so that its
    claims are owed again, and the money that came in is set against what went out.

    Raises NotAllowed.
    """
    taken, first = locked(reversal), locked(payment)
    if taken.reason != PaymentReason.REVERSAL:
        raise NotAllowed("not_reversed")
    if not policy.may_have_taken_back(_facts(taken), _facts(first)):
        raise NotAllowed("not_this_payment")
    for entry in payment_entries.standing(first):
        first = allocation.take_back(payment=first, entry_id=entry.pk, at=at)
    today = today_of(first, at)
    ledger.record(
        controller=first.controller,
        movement=Movement(Account.UNALLOCATED, Account.OUTGOING, first.unallocated_minor, first.currency, today),
        particulars=Particulars(payers.name_of(first), first.reference, None),
        subjects=payers.subjects_of(first),
    )
    first.other_reference, taken.other_reference = taken.reference, first.reference
    settle(first, 0, PaymentReason.REVERSED, today)
    settle(taken, 0, PaymentReason.SETTLED, today)
    concerned = [taken.envelope_id, first.envelope_id]
    trail.record(events.PAYMENT_REVERSED, envelopes=concerned, reference=first.reference)
    return first


@transaction.atomic
def leave_paid_out(*, reversal: Payment, at: datetime) -> Payment:
    """Say that what went out took back no payment of ours: it stays in the books as paid out. Raises NotAllowed."""
    found = locked(reversal)
    if found.reason != PaymentReason.REVERSAL:
        raise NotAllowed("not_reversed")
    settle(found, 0, PaymentReason.OUTGOING, today_of(found, at))
    trail.record(events.PAYMENT_LEFT_PAID_OUT, envelopes=[found.envelope_id], reference=found.reference)
    return found


def _facts(payment: Payment) -> policy.Facts:
    return policy.Facts(
        is_incoming=payment.direction == "in",
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        booked_on=payment.booked_on,
        reason=payment.reason,
    )
