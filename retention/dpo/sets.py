"""Pseudonymised sets: what there is, and making one from a file or out of closed cases."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.services.sets import importing
from personal_data.models import Controller
from personal_data.purposes import Purpose
from personal_data.uploads import takes_files
from retention.dpo.set_forms import ExperienceForm, FileForm, PortfolioForm
from retention.selectors import pseudonym_sets
from retention.services import experience

READ_AND_WRITE = ["GET", "HEAD", "POST"]
works_with = require(Permission.RETENTION_REVIEW, purpose=Purpose.COLLECTION)


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def overview(request: AuthenticatedRequest) -> HttpResponse:
    """The sets of every controller within reach, what was asked for, and which files left."""
    context = {"panels": pseudonym_sets.panels(), "trail": [(_("Retention"), reverse("dpo-retention"))]}
    return render(request, "dpo/sets/overview.html", context)


@csrf_exempt
@require_http_methods(READ_AND_WRITE)
@works_with
@takes_files(importing.LARGEST)
def import_portfolio(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Take a portfolio in under pseudonyms."""
    found = controller_of(controller)
    form = PortfolioForm(*sent(request))
    if form.is_valid():
        try:
            made = importing.import_pseudonymised(
                controller=found,
                about=form.about(),
                content=form.cleaned_data["file"].file,
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(reference)s is sealed, with tokens only.") % {"reference": made.reference})
            return redirect("dpo-sets")
    happens = [
        _("Name, identity number, address, telephone number, e-mail address and claim number become tokens."),
        _("Years of birth become decades, postcodes regions, days quarters."),
        _("The key of the tokens is sealed apart from the rows. What identified is nowhere afterwards."),
    ]
    return taking_file(request, form, _("Import a portfolio under pseudonyms"), found.name, happens)


@csrf_exempt
@require_http_methods(READ_AND_WRITE)
@works_with
@takes_files(importing.LARGEST)
def import_names(request: AuthenticatedRequest, asked: UUID) -> HttpResponse:
    """Take a portfolio in with names, where two persons have agreed on it."""
    found = pseudonym_sets.asked(asked)
    if found is None:
        raise Http404
    form = FileForm(*sent(request))
    if form.is_valid():
        try:
            count = importing.import_identifiable(
                controller=found.controller,
                portfolio=found.portfolio,
                content=form.cleaned_data["file"].file,
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(count)d rows with names are sealed.") % {"count": count})
            return redirect("dpo-sets")
    happens = [
        _("Each row becomes a record of its own with the name in it. It goes when the bid is rejected."),
        _("It is taken only while the approval of a second person stands."),
    ]
    return taking_file(request, form, _("Import a portfolio with names"), found.portfolio, happens)


@require_http_methods(READ_AND_WRITE)
@works_with
def make_experience(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Make a set out of closed cases."""
    found = controller_of(controller)
    form = ExperienceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = experience.make(controller=found, about=form.about(), by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(reference)s is made.") % {"reference": made.reference})
            return redirect("dpo-sets")
    happens = [
        _("The set looks at closed cases inside their retention time. Nothing of them is copied into it."),
        _("A case that is erased is in it no more; on its last day the set goes with the key of its tokens."),
        _("Reading the cases for a file is recorded, and their persons see it."),
    ]
    undo = _("A set ends by itself. No file of it is made until somebody asks for one.")
    return step(request, form, _("Learn from closed cases"), found.name, happens, _("Make the set"), undo)


def controller_of(reference: str) -> Controller:
    """The controller of that reference within reach, or the reader gets a 404."""
    if (found := pseudonym_sets.controller(reference)) is None:
        raise Http404
    return found


def sent(request: AuthenticatedRequest) -> tuple[Any, Any]:
    """What was sent of a form that takes a file."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def taking_file(
    request: AuthenticatedRequest, form: FileForm, title: str, lead: str, happens: Sequence[str]
) -> HttpResponse:
    """A page that takes a file."""
    context = {"form": form, "title": title, "lead": lead, "happens": happens, "trail": trail()}
    return render(request, "dpo/sets/file.html", context)


def step(
    request: AuthenticatedRequest, form: Any, title: str, lead: str, happens: Sequence[str], action: str, undo: str
) -> HttpResponse:
    """A page that says what will happen before it does."""
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "happens": happens,
        "action": action,
        "undo": undo,
        "trail": trail(),
        "back": reverse("dpo-sets"),
    }
    return render(request, "dpo/retention/step.html", context)


def trail() -> list[tuple[str, str]]:
    """The way back."""
    return [(_("Retention"), reverse("dpo-retention")), (_("Pseudonymised sets"), reverse("dpo-sets"))]
