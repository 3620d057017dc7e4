"""What statistics are for: asked by one person, approved by another, and then read or given away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.models import Controller
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from retention.dpo.forms import NothingForm
from retention.models import StatisticsUse, UseKind
from retention.services import statistics_uses

_READ_AND_WRITE = ["GET", "HEAD", "POST"]


class _UseForm(PostForm):
    """What every statement has."""

    purpose = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))
    limits = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))
    ends_on = forms.DateField(
        label=gettext_lazy("Ends on"),
        help_text=gettext_lazy("Within a year. Then it is asked for anew."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReadingForm(_UseForm):
    """Why data of persons are read for the statistics."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].label = gettext_lazy("Why it is necessary")
        self.fields["limits"].label = gettext_lazy("Why less data would not do")


class ReleaseForm(_UseForm):
    """Why counts are given to somebody else."""

    recipient = forms.CharField(label=gettext_lazy("Who gets the counts"), max_length=200)
    field_order = ("recipient", "purpose", "limits", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].label = gettext_lazy("Which public interest it serves")
        self.fields["limits"].label = gettext_lazy("Under which mandate of the owner")


_FORMS: dict[str, type[_UseForm]] = {UseKind.READING: ReadingForm, UseKind.RELEASE: ReleaseForm}


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def ask(request: AuthenticatedRequest, controller: str, kind: str) -> HttpResponse:
    """State what the statistics are for."""
    found = get_object_or_404(Controller, reach.within("pk"), reference=controller)
    form = _FORMS[kind](request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            statistics_uses.ask(
                controller=found, kind=UseKind(kind), by=request.user.pk, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Asked for. A second person approves it."))
            return redirect("dpo-retention-statistics")
    context = {"form": form, "controller": found, "is_release": kind == UseKind.RELEASE, "trail": _trail()}
    return render(request, "dpo/retention/use_ask.html", context)


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_APPROVE, purpose=Purpose.RETENTION)
def approve(request: AuthenticatedRequest, use: str) -> HttpResponse:
    """Approve it as the second person."""
    found = _use(use)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            statistics_uses.approve(use=found, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            messages.success(request, _("Approved."))
            return redirect("dpo-retention-statistics")
    return render(request, "dpo/retention/use_approve.html", {"form": form, "use": found, "trail": _trail()})


@require_GET
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def counts(request: AuthenticatedRequest, use: str) -> HttpResponse:
    """The counts for the recipient of an approved statement; each download is recorded."""
    found = _use(use)
    try:
        content = statistics_uses.release(use=found)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("dpo-retention-statistics")
    name = f"statistics-{found.controller.reference.lower()}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _use(use: str) -> StatisticsUse:
    within = StatisticsUse.objects.filter(reach.within()).select_related("controller")
    return get_object_or_404(within, pk=use)


def _trail() -> list[tuple[str, str]]:
    return [(_("Retention"), reverse("dpo-retention")), (_("Statistics"), reverse("dpo-retention-statistics"))]
