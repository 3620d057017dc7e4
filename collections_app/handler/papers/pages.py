"""The paper archive: boxes by the day on which their papers go, the papers of a box and of a case, what is destroyed.

Nothing is opened here: boxes, numbers and days stand in the clear and name nobody.
"""

from http import HTTPStatus
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access
from collections_app.handler.papers.forms import BoxForm, DestroyedForm, FileForm, LeaveForm, MoveForm
from collections_app.models import Paper, PaperBox, PaperToDestroy
from collections_app.selectors import case_file, records
from collections_app.selectors import papers as kept
from collections_app.services import papers
from personal_data.posted import takes
from personal_data.purposes import Purpose

_keeps = require(Permission.PAPERS_KEEP, purpose=Purpose.RETENTION)
_destroys = require(Permission.PAPERS_DESTROY, purpose=Purpose.RETENTION)


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def boxes(request: AuthenticatedRequest) -> HttpResponse:
    """Every box with what it holds and until when; a new one."""
    houses = {each.reference: each for each in records.controllers()}
    form = BoxForm(request.POST if request.method == "POST" else None, controllers=list(houses.values()))
    if form.is_valid():
        sent = form.cleaned_data
        try:
            papers.add_box(
                controller=houses[sent["controller"]],
                label=sent["label"],
                location=sent["location"],
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error("label", refusal)
        else:
            messages.success(request, _("The box is entered."))
            return redirect("handler-papers")
    waiting = len(kept.to_destroy()) if request.user.may(Permission.PAPERS_DESTROY) else None
    return _shown(request, "boxes", form, boxes=kept.boxes(), waiting=waiting)


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def box(request: AuthenticatedRequest, number: UUID) -> HttpResponse:
    """What lies in a box; a POST says where it stands now."""
    found = _box(number)
    form = MoveForm(request.POST if request.method == "POST" else None, initial={"location": found.location})
    if form.is_valid():
        papers.move_box(box=found, location=form.cleaned_data["location"])
        messages.success(request, _("It is noted where the box stands now."))
        return redirect("handler-paper-box", number=number)
    rows = kept.in_box(found)
    return _shown(request, "box", form, box=found, papers=rows, staff=_staff(rows), zone=found.controller.time_zone)


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def of_case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The papers of a case, and a new one."""
    case = access.get_case(reference)
    choices = kept.boxes_of(case)
    form = FileForm(request.POST if request.method == "POST" else None, boxes=choices)
    if form.is_valid():
        sent = form.cleaned_data
        into = next(each for each in choices if str(each.pk) == sent["box"])
        try:
            made = papers.file(
                case=case, box=into, kind=sent["kind"], sheets=sent["sheets"], by=request.user.pk, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            words = _("Write %(number)s on the folder and put it in box %(box)s.")
            messages.success(request, words % {"number": made.number, "box": into.label})
            return redirect("handler-case-papers", reference=reference)
    rows = kept.of_case(case)
    return _shown(request, "of_case", form, case=case, papers=rows, staff=_staff(rows), zone=case.controller.time_zone)


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def take_out(request: AuthenticatedRequest, number: str) -> HttpResponse:
    """Take a paper out of its box, for a reason that is recorded."""
    paper = _paper(number)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            papers.take_out(paper=paper, leave=form.cleaned_data["leave"], by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It is noted that you have %(number)s.") % {"number": number})
            return redirect("handler-paper-box", number=paper.box_id)
    return _shown(request, "take_out", form, paper=paper, case=paper.case)


@require_POST
@_keeps
@takes()
def bring_back(request: AuthenticatedRequest, number: str) -> HttpResponse:
    """Put a paper back in its box."""
    paper = _paper(number)
    try:
        papers.bring_back(paper=paper)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(number)s lies in its box again.") % {"number": number})
    return redirect("handler-paper-box", number=paper.box_id)


@require_http_methods(["GET", "HEAD"])
@_destroys
def to_destroy(request: AuthenticatedRequest) -> HttpResponse:
    """The papers whose cases have been erased, and those that were destroyed last."""
    waiting, done = kept.to_destroy(), kept.destroyed()
    staff = case_file.staff_names({each.out_with for each in waiting if each.out_with} |
                                  {each.confirmed_by for each in done if each.confirmed_by})  # fmt: skip
    context = {"waiting": waiting, "done": done, "staff": staff, "days": kept.DAYS_TO_DESTROY}
    return render(request, "handler/papers/to_destroy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_destroys
def destroyed(request: AuthenticatedRequest, number: str) -> HttpResponse:
    """Confirm that a paper has been destroyed: it says what that means, and cannot be taken back."""
    entry = _entry(number)
    today = timezone.localdate(timezone=ZoneInfo(entry.controller.time_zone))
    form = DestroyedForm(request.POST) if request.method == "POST" else DestroyedForm.for_today(today)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data
        try:
            papers.confirm_destroyed(
                paper=entry, on=sent["destroyed_on"], way=sent["way"], by=request.user.pk, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("destroyed_on", refusal)
        else:
            messages.success(request, _("It is confirmed that %(number)s has been destroyed.") % {"number": number})
            return redirect("handler-papers-to-destroy")
    return _shown(request, "destroyed", form, entry=entry)


def _shown(request: AuthenticatedRequest, page: str, form: Any, *, zone: str = "", **context: Any) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    with timezone.override(ZoneInfo(zone) if zone else timezone.get_current_timezone()):
        return render(request, f"handler/papers/{page}.html", {"form": form, **context}, status=status)


def _staff(rows: Any) -> dict[UUID, str]:
    return case_file.staff_names({each.out_with for each in rows if each.out_with})


def _box(number: UUID) -> PaperBox:
    try:
        return kept.box(number)
    except PaperBox.DoesNotExist:
        raise Http404 from None


def _paper(number: str) -> Paper:
    try:
        return kept.one(number)
    except Paper.DoesNotExist:
        raise Http404 from None


def _entry(number: str) -> PaperToDestroy:
    try:
        return kept.entry(number)
    except PaperToDestroy.DoesNotExist:
        raise Http404 from None
