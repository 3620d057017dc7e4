"""Notices about data that came from others (GDPR art. 14): who waits to be told, and telling them.

They serve the person, so they can be written while the person's data are restricted (GDPR art. 18(2)).
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import CaseDebtor
from collections_app.selectors import details
from personal_data import envelopes, reach
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.handler.forms import IssueForm
from privacy.handler.notice_forms import ExcuseForm, GivenForm
from privacy.selectors import given_notices, portal_codes
from privacy.services.notices import giving

_PAGE = "handler-notice"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person of a case who has to be told; ``state`` is ``late``, ``soon`` or nothing."""

    part: CaseDebtor
    obtained_on: date
    due_on: date
    state: str


@require_GET
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def due(request: AuthenticatedRequest) -> HttpResponse:
    """Who has to be told, the most urgent first. No name is opened for it."""
    found = given_notices.urgent(reach.within("case__controller"))
    rows = [_row(each) for each in found[: given_notices.PAGE]]
    return render(request, "handler/notices/due.html", {"rows": rows, "more": len(found) > given_notices.PAGE})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def page(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """How it stands with one person of a case, and the form that writes a letter."""
    part = _part(reference, debtor_reference)
    usual = details.language_of(part.debtor, usual=part.case.controller.language)
    form = IssueForm(request.POST if request.method == "POST" else None, usual=usual)
    if form.is_valid():
        try:
            giving.write(part=part, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The letter is written. Print it and send it by post."))
            return redirect(_PAGE, reference, debtor_reference)
    return _shown(request, part, form, GivenForm(today=_today(part)), ExcuseForm())


@require_POST
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
@takes()
def print_letter(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """The sealed letter that waits; that it was printed is recorded."""
    try:
        parts = giving.print_letter(part=_part(reference, debtor_reference), at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(_PAGE, reference, debtor_reference)
    response = HttpResponse(b"".join(parts), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="notice-{reference}.pdf"'
    return response


@require_POST
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def given(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """The letter went out: the clock stops."""
    part = _part(reference, debtor_reference)
    form = GivenForm(request.POST, today=_today(part))
    if form.is_valid():
        try:
            giving.given(part=part, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Noted: the person has been told."))
            return redirect(_PAGE, reference, debtor_reference)
    return _shown(request, part, _write_form(part), form, ExcuseForm())


@require_POST
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def excuse(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """No letter goes out, on an exception with its reason."""
    part = _part(reference, debtor_reference)
    form = ExcuseForm(request.POST)
    if form.is_valid():
        try:
            giving.excuse(part=part, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Noted, with the exception and its reason."))
            return redirect(_PAGE, reference, debtor_reference)
    return _shown(request, part, _write_form(part), GivenForm(today=_today(part)), form)


def _shown(
    request: AuthenticatedRequest, part: CaseDebtor, form: IssueForm, given_form: GivenForm, excuse_form: ExcuseForm
) -> HttpResponse:
    envelopes.open([part.debtor])
    notices = given_notices.of_part(part)
    if notices:
        envelopes.open(notices)
    wrong = next((each for each in (form, given_form, excuse_form) if each.errors), form)
    context = {
        "case": part.case,
        "debtor": part.debtor,
        "clock": given_notices.clock(part),
        "waiting": next((each for each in notices if each.done_on is None), None),
        "done": [each for each in notices if each.done_on is not None],
        "form": wrong,
        "write_form": form,
        "given_form": given_form,
        "excuse_form": excuse_form,
    }
    with timezone.override(ZoneInfo(part.case.controller.time_zone)):
        return render(request, "handler/notices/page.html", context, status=422 if wrong.errors else 200)


def _part(reference: str, debtor_reference: str) -> CaseDebtor:
    try:
        return portal_codes.person_of(case_reference=reference, debtor_reference=debtor_reference)
    except CaseDebtor.DoesNotExist:
        raise Http404 from None


def _write_form(part: CaseDebtor) -> IssueForm:
    return IssueForm(usual=details.language_of(part.debtor, usual=part.case.controller.language))


def _today(part: CaseDebtor) -> date:
    return timezone.localdate(timezone=ZoneInfo(part.case.controller.time_zone))


def _row(part: CaseDebtor) -> Waiting:
    clock = given_notices.clock_of(part)
    days = (clock.due_on - _today(part)).days
    state = "late" if days < 0 else "soon" if days <= given_notices.SOON else ""
    return Waiting(part, clock.obtained_on, clock.due_on, state)
