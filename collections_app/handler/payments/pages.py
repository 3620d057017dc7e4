"""Payments: what is unallocated, one payment, and what may be done with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Column, Table, query
from collections_app.handler import access
from collections_app.handler.payments import presentation
from collections_app.handler.payments.forms import AmountsForm, CaseForm, PaymentFilterForm
from collections_app.models import Case, Payment
from collections_app.selectors import payment_desk, payment_entries
from collections_app.services.payments import allocation
from personal_data.posted import takes
from personal_data.purposes import Purpose


@require_GET
@require(Permission.PAYMENTS_VIEW, purpose=Purpose.BOOKKEEPING)
def list_page(request: AuthenticatedRequest) -> HttpResponse:
    """What is unallocated or has to be decided on, oldest first."""
    wish = PaymentFilterForm(request.GET).wish()
    found = payment_desk.page(**wish)
    count = len(found.payments)
    table = Table(
        caption=_("Payments that wait"),
        columns=[
            Column(_("Payment")),
            Column(_("Payer")),
            Column(_("Message")),
            Column(_("Why it waits")),
            Column(_("Perhaps")),
            Column(_("Waiting"), number=True),
        ],
        rows=presentation.lines_of(found.payments),
        shown=ngettext("%(count)d payment shown", "%(count)d payments shown", count) % {"count": count},
        next_url=query({**wish, "after": found.next}) if found.next else "",
        previous_url=query({**wish, "after": ""}) if wish["after"] else "",
    )
    context = {"form": PaymentFilterForm(wish, auto_id="filter_%s"), "table": table, "wish": wish}
    return render(request, "handler/payments/list.html", context)


@require_GET
@require(Permission.PAYMENTS_VIEW, purpose=Purpose.BOOKKEEPING)
def payment_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One payment: what the bank says, where it may belong, its entries. With ``?case=`` the claims of that case."""
    payment = access.get_payment(reference)
    form = CaseForm(request.GET if "case" in request.GET else None)
    return _show(request, payment, form, form.cleaned_data["case"] if form.is_valid() else None)


@require_POST
@require(Permission.PAYMENTS_ALLOCATE, purpose=Purpose.BOOKKEEPING)
def allocate(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put parts of a payment to claims of one case; what is left can go to another."""
    payment, form = access.get_payment(reference), CaseForm(request.POST)
    if not form.is_valid():
        return _show(request, payment, form, None)
    case = form.cleaned_data["case"]
    amounts = AmountsForm(payment, payment_desk.claims_of(case), request.POST)
    if amounts.is_valid():
        try:
            done = allocation.allocate(payment=payment, case=case, amounts=amounts.amounts(), at=timezone.now())
        except ValidationError as refusal:
            amounts.add_error(None, refusal)
        else:
            messages.success(request, _("Allocated to case %(case)s.") % {"case": case.reference})
            return _next(done)
    return _show(request, payment, form, case, amounts)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PAYMENTS_ALLOCATE, purpose=Purpose.BOOKKEEPING)
@takes()
def refund(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Mark what is left to be paid back: says what will happen, then does it."""
    payment = access.get_payment(reference)
    if request.method == "POST":
        try:
            allocation.mark_refund(payment=payment, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Payment %(payment)s is to be paid back.") % {"payment": reference})
        return redirect("handler-payment", reference=reference)
    return render(request, "handler/payments/refund.html", {"payment": payment})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PAYMENTS_ALLOCATE, purpose=Purpose.BOOKKEEPING)
@takes()
def take_back(request: AuthenticatedRequest, reference: str, entry: str) -> HttpResponse:
    """Take an allocation back by a correcting entry: says what will happen, then does it."""
    payment = access.get_payment(reference)
    standing = next((each for each in payment_entries.standing(payment) if str(each.pk) == entry), None)
    if standing is None:
        raise Http404
    if request.method == "POST":
        try:
            allocation.take_back(payment=payment, entry_id=standing.pk, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The entry is taken back; the money is unallocated again."))
        return redirect("handler-payment", reference=reference)
    return render(request, "handler/payments/take_back.html", {"payment": payment, "entry": standing})


def _show(
    request: AuthenticatedRequest,
    payment: Payment,
    form: CaseForm,
    case: Case | None,
    amounts: AmountsForm | None = None,
) -> HttpResponse:
    context = presentation.of_payment(payment)
    if case is not None and payment.unallocated_minor and amounts is None:
        amounts = AmountsForm(payment, payment_desk.claims_of(case))
    context |= {"case_form": form, "case": case, "amounts": amounts}
    return render(request, "handler/payments/payment.html", context)


def _next(payment: Payment) -> HttpResponse:
    """Back to the payment while something of it is left, else to the list."""
    if payment.unallocated_minor:
        return redirect("handler-payment", reference=payment.reference)
    return redirect("handler-payments")
