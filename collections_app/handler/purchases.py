"""The page on which it is said that the claims of a case were bought."""

from datetime import date
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access
from collections_app.models import Case
from collections_app.services import purchases
from personal_data.posted import PostForm
from personal_data.purposes import Purpose


class PurchaseForm(PostForm):
    """Who sold the claims, to whom, and from which day they are the buyer's."""

    seller = forms.CharField(
        label=_("Who sold them?"), max_length=200, error_messages={"required": _("Write who sold the claims.")}
    )
    buyer = forms.CharField(
        label=_("Who bought them?"), max_length=200, error_messages={"required": _("Write who bought the claims.")}
    )
    assigned_on = forms.DateField(
        label=_("From which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
    )

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        usual = {"seller": case.creditor.name, "buyer": case.controller.name, "assigned_on": today}
        super().__init__(data, auto_id="purchase_%s", initial=usual)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def enter(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say what follows from it, then enter it."""
    case = access.get_case(reference)
    if not purchases.may_buy(case):
        raise Http404
    today = timezone.localdate(timezone=ZoneInfo(case.controller.time_zone))
    form = PurchaseForm(request.POST if request.method == "POST" else None, case=case, today=today)
    if form.is_valid():
        try:
            purchases.enter(case=case, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("assigned_on" if refusal.code == "in_future" else None, refusal)
        else:
            messages.success(request, _("It is entered. Every person of the case has to be told of it."))
            return redirect("handler-case", reference=reference)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "handler/cases/purchase.html", {"case": case, "form": form}, status=status)
