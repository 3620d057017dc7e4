"""Copies of production data for tests: asked for by a keeper of back-ups, approved by the data protection officer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from retention.models import CopyAim
from retention.models.copy_for_tests import MOST_DAYS
from retention.selectors import backups
from retention.services import copies_for_tests

_READ_AND_WRITE = ["GET", "HEAD", "POST"]


class AskForm(PostForm):
    """What a copy is for, where it goes and for how long."""

    aim = forms.ChoiceField(label=gettext_lazy("What it is for"), choices=CopyAim.choices)
    why = forms.CharField(
        label=gettext_lazy("Why made-up data would not do"),
        help_text=gettext_lazy("Which system and which change; who will work with it. Name no debtor."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    installation = forms.RegexField(
        label=gettext_lazy("Key of the test installation"),
        help_text=gettext_lazy("The sixteen digits that the command verify_certificate prints there."),
        regex=r"^\s*[0-9A-Fa-f]{16}\s*$",
        max_length=20,
    )
    days = forms.IntegerField(
        label=gettext_lazy("For how many days"),
        help_text=gettext_lazy("Thirty at most, from its approval. Then it wipes itself."),
        min_value=1,
        max_value=MOST_DAYS,
    )


class ApproveForm(PostForm):
    """Which of those that wait."""

    copy = forms.ChoiceField(label=gettext_lazy("Copy"))

    def __init__(self, *args: Any, waiting: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["copy"] = forms.ChoiceField(label=gettext_lazy("Copy"), choices=waiting)


@require_http_methods(_READ_AND_WRITE)
@require(Permission.BACKUPS_KEEP, purpose=Purpose.RETENTION)
def ask(request: AuthenticatedRequest) -> HttpResponse:
    """Ask for a copy."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {**form.cleaned_data, "aim": CopyAim(form.cleaned_data["aim"])}
        try:
            copies_for_tests.ask(by=request.user.pk, at=timezone.now(), **values)
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            messages.success(request, _("Asked for. The data protection officer approves it."))
            return redirect("dpo-backups")
    happens = [
        _("The data protection officer reads the reason and approves it, or does not."),
        _("Then the command copy_for_tests makes one copy of everything for that installation alone."),
        _("The same staff with the same roles work there, and every opening is recorded there as here."),
        _carried(),
    ]
    undo = _("Nothing leaves before a second person has approved it.")
    return _step(request, form, _("Ask for a copy for tests"), happens, _("Ask for approval"), undo)


@require_http_methods(_READ_AND_WRITE)
@require(Permission.COPIES_APPROVE, purpose=Purpose.RETENTION)
def approve(request: AuthenticatedRequest) -> HttpResponse:
    """Approve one as the second person."""
    waiting = {each.reference: each for each in backups.copies_that_wait()}
    choices = [(name, f"{name}: {each.get_aim_display()}, {each.days} d") for name, each in waiting.items()]
    form = ApproveForm(request.POST if request.method == "POST" else None, waiting=choices)
    if form.is_valid():
        try:
            copies_for_tests.approve(copy=waiting[form.cleaned_data["copy"]], by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            messages.success(request, _("Approved."))
            return redirect("dpo-backups")
    happens = [
        *(f"{name}: {each.why} ({each.installation})" for name, each in waiting.items()),
        _("A copy of everything may be made once, and opens on that installation alone."),
        _("Its days run from now on; when they are over it wipes itself."),
        _carried(),
        _("You answer for it as the second person; your name and the time are recorded."),
    ]
    undo = _("A keeper of back-ups can wipe it before; an approval is not taken back.")
    return _step(request, form, _("Approve a copy for tests"), happens, _("Approve it"), undo)


def _carried() -> str:
    return _(
        "The wipe destroys its key on that installation. Whoever carries the key there destroys the file it came in."
    )


def _step(
    request: AuthenticatedRequest, form: PostForm, title: str, happens: list[str], action: str, undo: str
) -> HttpResponse:
    trail = [(_("Retention"), reverse("dpo-retention")), (_("Back-ups"), reverse("dpo-backups"))]
    context = {
        "form": form,
        "title": title,
        "happens": happens,
        "action": action,
        "undo": undo,
        "trail": trail,
        "back": reverse("dpo-backups"),
    }
    return render(request, "dpo/retention/step.html", context)
