"""The suppression list at the DPO's desk: who must not be taken up again and why, without anybody's name or number."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.models import Controller, RemovalReason, SuppressionEntry, SuppressionReason
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from personal_data.services import suppression

SHOWN = 200
_decides = require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)


class EntryForm(PostForm):
    """Whom to enter: what is typed is kept as keyed tokens only."""

    reason = forms.ChoiceField(label=lazy("Why"), choices=SuppressionReason.choices)
    identity_number = forms.CharField(label=lazy("Identity number"), max_length=40, required=False)
    phone = forms.CharField(label=lazy("Telephone number"), max_length=40, required=False)
    email = forms.EmailField(label=lazy("E-mail address"), required=False)
    reference = forms.RegexField(
        r"^[A-Z]{1,4}-[0-9A-Z-]{1,32}$",
        label=lazy("Reference"),
        help_text=lazy("The case or request that it comes from, such as R-2026-000123."),
        required=False,
        error_messages={"invalid": lazy("Write a reference such as R-2026-000123.")},
    )


class RemovalForm(PostForm):
    """Why an entry is taken off the list."""

    removal = forms.ChoiceField(label=lazy("Why it is removed"), choices=RemovalReason.choices)


@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """The entries that stand, those to be looked at first, and those removed last."""
    within = SuppressionEntry.objects.filter(reach.within()).select_related("controller")
    context = {
        "standing": within.filter(removed_at=None).order_by("review_on", "entered_at")[:SHOWN],
        "removed": within.filter(removed_at__isnull=False).order_by("-removed_at")[:20],
        "controllers": Controller.objects.filter(reach.within("pk")).order_by("name"),
        "today": timezone.localdate(),
    }
    return render(request, "dpo/suppression/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_decides
def add(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Enter somebody by hand, such as a person who was mistaken for the debtor."""
    of = Controller.objects.filter(reach.within("pk"), reference=controller).first()
    if of is None:
        raise Http404
    form = EntryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        values = [(kind, said[kind]) for kind in ("identity_number", "phone", "email")]
        try:
            suppression.enter(
                controller=of,
                reason=SuppressionReason(said["reason"]),
                found_by=suppression.of_values(of.pk, values),
                by=request.user.pk,
                at=timezone.now(),
                reference=said["reference"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The entry stands. Every import asks for it from now on."))
            return redirect("dpo-suppression")
    return render(request, "dpo/suppression/add.html", {"controller": of, "form": form, "trail": _trail()})


@require_http_methods(["GET", "HEAD", "POST"])
@_decides
def remove(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Decide that an entry goes; by what the person was known is forgotten with it."""
    found = get_object_or_404(SuppressionEntry, reach.within(), pk=entry)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            removal = RemovalReason(form.cleaned_data["removal"])
            suppression.remove(entry=found, removal=removal, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The entry is removed."))
            return redirect("dpo-suppression")
    return render(request, "dpo/suppression/remove.html", {"entry": found, "form": form, "trail": _trail()})


def _trail() -> list[tuple[str, str]]:
    return [(_("Suppression list"), reverse("dpo-suppression"))]
