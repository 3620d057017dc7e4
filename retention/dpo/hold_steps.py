"""Placing, reviewing and releasing legal holds. Each step says what will happen before it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Case
from collections_app.record_kinds import Desk, of_record
from collections_app.selectors import case_file
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.dpo.hold_forms import FIRST_REVIEW, FindForm, HoldForm, ReleaseForm, ReviewForm, show
from retention.dpo.holds import get
from retention.models import LegalHold
from retention.selectors import hold_owners, hold_targets
from retention.selectors.due import local_today
from retention.selectors.hold_targets import Target
from retention.services import holds

_READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_AND_WRITE)
@require(Permission.HOLDS_PLACE, purpose=Purpose.RETENTION)
def find(request: AuthenticatedRequest) -> HttpResponse:
    """Say in which case something is to be held, or which record beside the cases."""
    form = FindForm(request.POST if request.method == "POST" else None, desks=_desks(request))
    if form.is_valid():
        return redirect("dpo-hold-place", reference=form.cleaned_data["case"])
    return render(request, "dpo/holds/find.html", {"form": form, "trail": _trail(request)})


@require_http_methods(_READ_AND_WRITE)
@require(Permission.HOLDS_PLACE, purpose=Purpose.RETENTION)
def place(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Hold a case, a person in it or one of its records; or a record beside the cases."""
    matter = _matter(request, reference)
    first = {
        "target": matter.targets[0].key,
        "owner": str(request.user.pk),
        "review_on": local_today(matter.controller) + FIRST_REVIEW,
    }
    owners = hold_owners.of(matter.controller)
    data = request.POST if request.method == "POST" else None
    form = HoldForm(data, targets=matter.targets, owners=owners, initial=first)
    if form.is_valid():
        try:
            hold = holds.place(
                target=form.target_chosen(),
                terms=form.terms(),
                owner=form.owner_chosen(),
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Hold %(hold)s stands. Nothing of it is erased.") % {"hold": hold.reference})
            return _back(request, hold, matter)
    context = {"form": form, "about": reference, "trail": _trail(request, (reference, matter.page))}
    return render(request, "dpo/holds/place.html", context)


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a hold may lie on under one number, and the page of what bears it."""

    controller: Controller
    targets: Sequence[Target]
    page: str
    """Empty where the reader has none."""


def _matter(request: AuthenticatedRequest, reference: str) -> _Matter:
    """What bears that number within reach, or the reader gets a 404."""
    try:
        case = case_file.by_reference(reference)
    except Case.DoesNotExist:
        record = hold_targets.kept(reference, _desks(request))
        if record is None:
            raise Http404 from None
        is_theirs = of_record(record).desk is Desk.CASES and request.user.may(Permission.RECORDS_KEEP)
        page = reverse("handler-records-one", args=[reference]) if is_theirs else ""
        return _Matter(record.controller, hold_targets.of_kept(record), page)
    page = reverse("handler-case", args=[reference]) if request.user.may(Permission.CASES_VIEW) else ""
    return _Matter(case.controller, hold_targets.of_case(case), page)


def _desks(request: AuthenticatedRequest) -> Sequence[Desk]:
    """Whose records the reader may hold: applicants are shown to those alone who answer for all records, and of
    enquiries into money laundering nobody here may hear (ADR 25)."""
    return (Desk.CASES, Desk.RECRUITING) if request.user.may(Permission.HOLDS_RELEASE) else (Desk.CASES,)


@require_http_methods(_READ_AND_WRITE)
@require(Permission.HOLDS_RELEASE, purpose=Purpose.RETENTION)
def review(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Let a hold stand, until another day."""
    hold = get(reference)
    form = ReviewForm(
        request.POST if request.method == "POST" else None, hold=hold, owners=hold_owners.of(hold.controller)
    )
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            holds.review(
                hold=hold,
                review_on=chosen["review_on"],
                expires_on=chosen["expires_on"],
                owner=form.owner_chosen(),
                at=timezone.now(),
            )
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("The hold stands until its next review."))
            return redirect("dpo-hold", reference=reference)
    return render(request, "dpo/holds/review.html", _step(request, hold, form))


@require_http_methods(_READ_AND_WRITE)
@require(Permission.HOLDS_RELEASE, purpose=Purpose.RETENTION)
def release(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Release a hold; what is past its day is due the same day."""
    hold = get(reference)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = holds.release(hold=hold, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _released(done.due))
            return redirect("dpo-hold", reference=reference)
    return render(request, "dpo/holds/release.html", _step(request, hold, form))


def _released(due: int) -> str:
    if not due:
        return _("The hold is released. Nothing of it is past its day.")
    return ngettext(
        "The hold is released. %(count)d record is past its day and goes in the next run.",
        "The hold is released. %(count)d records are past their day and go in the next run.",
        due,
    ) % {"count": due}


def _back(request: AuthenticatedRequest, hold: LegalHold, matter: _Matter) -> HttpResponse:
    """Who may read the hold is led to it, who works the matter back to that."""
    if request.user.may(Permission.HOLDS_RELEASE):
        return redirect("dpo-hold", reference=hold.reference)
    return redirect(matter.page or "dpo-hold-find")


def _step(request: AuthenticatedRequest, hold: LegalHold, form: Form) -> dict[str, Any]:
    page = (hold.reference, reverse("dpo-hold", args=[hold.reference]))
    return {"hold": hold, "form": form, "trail": _trail(request, page)}


def _trail(request: AuthenticatedRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here, of pages that the reader may enter."""
    desk = [(_("Legal holds"), reverse("dpo-holds"))] if request.user.may(Permission.RETENTION_VIEW) else []
    return [*desk, *(step for step in more if step[1])]
