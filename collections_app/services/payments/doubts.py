"""Payments that were perhaps booked already: somebody says whether they were, and only then the books move."""

from datetime import datetime

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import Account, Payment, PaymentDirection, PaymentReason
from collections_app.services import ledger
from collections_app.services.ledger import Movement, Particulars
from collections_app.services.payments import payers
from collections_app.services.payments.standing import NotAllowed, locked, settle, today_of


@transaction.atomic
def say_same(*, payment: Payment, at: datetime) -> Payment:
    """It is the payment that it is alike: nothing is booked, and its details go when the bank cannot call it back.

    Raises NotAllowed when it is not in doubt.
    """
    found = locked(payment)
    if found.reason != PaymentReason.IN_DOUBT:
        raise NotAllowed("not_in_doubt")
    settle(found, 0, PaymentReason.SAME, today_of(found, at))
    trail.record(events.PAYMENT_SAID_SAME, envelopes=[found.envelope_id], reference=found.reference)
    return found


@transaction.atomic
def say_another(*, payment: Payment, at: datetime) -> Payment:
    """It is a payment of its own: it is booked on the day of the bank, and waits to be allocated. Also when it was
    taken for the other before.

    Raises NotAllowed when it is not in doubt and was not taken for another.
    """
    found = locked(payment)
    if found.reason not in (PaymentReason.IN_DOUBT, PaymentReason.SAME):
        raise NotAllowed("not_in_doubt")
    is_incoming = found.direction == PaymentDirection.IN
    moved = (Account.BANK, Account.UNALLOCATED) if is_incoming else (Account.OUTGOING, Account.BANK)
    ledger.record(
        controller=found.controller,
        movement=Movement(*moved, found.amount_minor, found.currency, found.booked_on),
        particulars=Particulars(payers.name_of(found), found.reference, None),
        subjects=payers.subjects_of(found),
    )
    # What went out is shown as taken back by the bank, for somebody to say whether it was.
    reason = PaymentReason.ANOTHER if is_incoming else PaymentReason.REVERSAL
    settle(found, found.amount_minor if is_incoming else 0, reason, today_of(found, at))
    trail.record(events.PAYMENT_SAID_ANOTHER, envelopes=[found.envelope_id], reference=found.reference)
    return found
