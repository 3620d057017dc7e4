"""Ending the agreement to collect for a creditor: says what will happen, then closes its cases (AMILI-32)."""

from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Case, Creditor
from collections_app.selectors import creditors
from collections_app.services import assignments
from personal_data.posted import PostForm
from personal_data.purposes import Purpose


class EndForm(PostForm):
    """On which day it ended."""

    ended_on = forms.DateField(
        label=_("Ended on"),
        help_text=_("The open cases are closed on this day, and the time for which they are kept runs from it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day."), "invalid": _("Enter a date that exists.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.INTAKE_UNDO, purpose=Purpose.COLLECTION)
def end(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say how many cases would be closed; on a POST end the assignment."""
    creditor = _creditor(reference)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ended_on": _today(creditor)})
    if form.is_valid():
        try:
            count = assignments.end(
                creditor=creditor, ended_on=form.cleaned_data["ended_on"], by=request.user.pk, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("ended_on", refusal)
        else:
            words = ngettext(
                "The assignment has ended. %(count)d case was closed.",
                "The assignment has ended. %(count)d cases were closed.",
                count,
            )
            messages.success(request, words % {"count": count})
            return redirect("handler-import-new")
    open_cases = Case.objects.of_creditor(creditor).open().count()
    context = {"creditor": creditor, "form": form, "open_cases": open_cases}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "handler/creditors/end.html", context, status=status)


def _creditor(reference: str) -> Creditor:
    try:
        return creditors.by_reference(reference)
    except Creditor.DoesNotExist:
        raise Http404 from None


def _today(creditor: Creditor) -> date:
    return timezone.localdate(timezone=ZoneInfo(creditor.controller.time_zone))
