"""Payments of which somebody has to say what they are: perhaps booked already, or taken back by the bank."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access
from collections_app.models import Payment, PaymentReason
from collections_app.selectors import payment_desk
from collections_app.services.payments import doubts, reversals
from personal_data.posted import takes
from personal_data.purposes import Purpose

_STANDS_AS = {
    "same": {PaymentReason.IN_DOUBT},
    "another": {PaymentReason.IN_DOUBT, PaymentReason.SAME},
    "paid_out": {PaymentReason.REVERSAL},
    "took_back": {PaymentReason.REVERSAL},
}
"""Of which payments each answer can be given."""
_allocates = require(Permission.PAYMENTS_ALLOCATE, purpose=Purpose.BOOKKEEPING)


@require_http_methods(["GET", "HEAD", "POST"])
@_allocates
@takes()
def same(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """It is the payment that it is alike."""
    payment = access.get_payment(reference)
    done = _("Payment %(payment)s is the same as %(other)s. Nothing was booked.")
    if not payment.other_reference:
        done = _("Payment %(payment)s was booked before. Nothing was booked again.")
    return _confirmed(request, payment, doubts.say_same, done, "same")


@require_http_methods(["GET", "HEAD", "POST"])
@_allocates
@takes()
def another(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """It is a payment of its own."""
    payment = access.get_payment(reference)
    done = _("Payment %(payment)s is booked as a payment of its own.")
    return _confirmed(request, payment, doubts.say_another, done, "another")


@require_http_methods(["GET", "HEAD", "POST"])
@_allocates
@takes()
def paid_out(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What the bank took back is no payment of ours."""
    reversal = access.get_payment(reference)

    def leave(*, payment: Payment, at: Any) -> Payment:
        return reversals.leave_paid_out(reversal=payment, at=at)

    return _confirmed(request, reversal, leave, _("Payment %(payment)s stays in the books as paid out."), "paid_out")


@require_http_methods(["GET", "HEAD", "POST"])
@_allocates
@takes()
def took_back(request: AuthenticatedRequest, reference: str, other: str) -> HttpResponse:
    """It is this payment that the bank took back: says what will happen, then does it."""
    reversal, first = access.get_payment(reference), access.get_payment(other)

    def settle(*, payment: Payment, at: Any) -> Payment:
        return reversals.settle_with(reversal=payment, payment=first, at=at)

    done = _("What %(payment)s had paid is owed again; the bank took it back with %(other)s.")
    return _confirmed(request, reversal, settle, done, "took_back", first)


def _confirmed(
    request: AuthenticatedRequest,
    payment: Payment,
    step: Callable[..., Payment],
    done: Promise,
    name: str,
    first: Payment | None = None,
) -> HttpResponse:
    """Says what will happen, then does it. Where it cannot be said any more, the page of the payment says why."""
    if payment.reason not in _STANDS_AS[name]:
        messages.error(request, _("Somebody has said already what this payment is. Look at it again."))
        return redirect("handler-payment", reference=payment.reference)
    if request.method == "POST":
        try:
            found = step(payment=payment, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("handler-payment", reference=payment.reference)
        numbers = {"payment": found.reference, "other": found.other_reference}
        messages.success(request, str(done) % numbers)
        return redirect("handler-payment", reference=found.reference)
    other = first or payment_desk.other_of(payment)
    context = {"payment": payment, "other": other, "happens": f"handler/payments/{name}_happens.html", "step": name}
    return render(request, "handler/payments/say.html", context)
