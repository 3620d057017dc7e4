"""What every step with a payment by hand begins and ends with: it is locked, and what is left of it is noted."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from collections_app.models import Payment, PaymentReason
from collections_app.policies.payments import AWAITED
from collections_app.services.payments import lock
from personal_data import envelopes

_REFUSALS = {
    "nothing_to_allocate": _("Enter an amount for at least one claim."),
    "more_than_left": _("That is more than is left of the payment. Enter less."),
    "other_currency": _("The claim is in another currency than the payment. Choose another claim, or pay it back."),
    "more_than_owed": _("That is more than is still owed on a claim. Enter less, and leave the rest unallocated."),
    "no_such_claim": _("There is no such claim here any more. Look the case up again."),
    "nothing_left": _("Nothing of this payment is unallocated."),
    "not_to_be_taken_back": _("This entry cannot be taken back. Look at the payment again."),
    "not_in_doubt": _("Somebody has said already what this payment is. Look at it again."),
    "not_reversed": _("Somebody has said already what this is. Look at it again."),
    "not_this_payment": _(
        "The bank cannot have taken this payment back: it has another amount or currency, came later, or has gone back "
        "already. Choose another."
    ),
}


class NotAllowed(ValidationError):
    """The step is not allowed now; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


def locked(payment: Payment) -> Payment:
    """The payment as it is now, for this transaction alone."""
    lock.take(payment.controller_id)
    envelopes.keep([payment.envelope_id])
    return Payment.objects.select_for_update(of=("self",)).select_related("controller").get(pk=payment.pk)


def settle(payment: Payment, left_minor: int, reason: PaymentReason, today: date) -> None:
    """Note what is left. While something is, or somebody has to say what it is, the details are needed and their clock
    stands still."""
    payment.unallocated_minor, payment.reason = left_minor, reason
    payment.save(update_fields=["unallocated_minor", "reason", "case_reference", "other_reference"])
    is_needed = left_minor or reason.value in AWAITED
    envelopes.set_trigger(envelopes=[payment.envelope_id], trigger_on=None if is_needed else today)


def today_of(payment: Payment, at: datetime) -> date:
    """The day at the controller's."""
    return at.astimezone(ZoneInfo(payment.controller.time_zone)).date()
