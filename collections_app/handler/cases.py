"""The case page and what may be done there: note, close, reopen."""

from datetime import date
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access, case_presentation
from collections_app.handler.call_forms import CallForm
from collections_app.handler.forms import CloseForm, ReopenForm
from collections_app.handler.note_forms import NoteForm
from collections_app.handler.payments.forms import BalanceForm
from collections_app.models import Case, CaseStatus
from collections_app.selectors import case_file
from collections_app.selectors.case_file import CaseFile
from collections_app.services import cases, notes
from personal_data import envelopes
from personal_data.purposes import Purpose


@require_GET
@require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def case_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Everything about one case on one screen."""
    return show(request, access.get_case(reference))


@require_POST
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def add_note(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write a note in the file."""
    case = access.get_case(reference)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            notes.add(case=case, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            messages.success(request, _("The note is in the file."))
            return redirect("handler-case", reference=reference)
    return show(request, case, note_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION)
def close(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Close a case: says what will happen, then does it."""
    case = access.get_case_to_work(reference)
    if request.method != "POST" and case.status != CaseStatus.OPEN:
        return _already(request, case, _("Case %(reference)s is closed already."))
    form = CloseForm(request.POST) if request.method == "POST" else CloseForm.for_today(_today(case))
    if form.is_valid():
        try:
            cases.close(case=case, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("closed_on" if refusal.code in _ABOUT_THE_DATE else None, refusal)
        else:
            messages.success(request, _("Case %(reference)s is closed.") % {"reference": reference})
            return redirect("handler-case", reference=reference)
    return render(request, "handler/cases/close.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION)
def reopen(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Reopen a closed case: says what will happen, then does it."""
    case = access.get_case_to_work(reference)
    if request.method != "POST" and case.status == CaseStatus.OPEN:
        return _already(request, case, _("Case %(reference)s is open already."))
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            cases.reopen(case=case, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Case %(reference)s is open again.") % {"reference": reference})
            return redirect("handler-case", reference=reference)
    return render(request, "handler/cases/reopen.html", {"case": case, "form": form})


# What the page explains with what may still be done; any other refusal has the general page.
_RESTRICTED = {"hold", "objection", "restriction", "stopped"}
_ABOUT_THE_DATE = {"closed_in_future", "closed_before_opened"}


def _already(request: AuthenticatedRequest, case: Case, words: str) -> HttpResponse:
    """An old address of a step that is not there any more leads back to the case."""
    messages.info(request, words % {"reference": case.reference})
    return redirect("handler-case", reference=case.reference)


def show(
    request: AuthenticatedRequest, case: Case, *, note_form: NoteForm | None = None, call_form: CallForm | None = None
) -> HttpResponse:
    """The case page, with a form as it was sent where that has to be mended."""
    try:
        file = access.consult(case)
    except envelopes.Refused as refused:
        if refused.reason not in _RESTRICTED:
            raise
        shown = case_presentation.of_restricted(case, case_file.blocks_on(case))
        return render(request, "handler/cases/restricted.html", shown, status=HTTPStatus.FORBIDDEN)
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        call_form = call_form or CallForm(parties=file.parties, now=timezone.localtime())
        forms = {"form": note_form or NoteForm(), "call_form": call_form.named(file.parties)}
        return render(
            request, "handler/cases/case.html", {**forms, **case_presentation.of_file(file), **_ledger(request, file)}
        )


def _ledger(request: AuthenticatedRequest, file: CaseFile) -> dict[str, Any]:
    """The balance on the day that was asked for, today unless another."""
    form = BalanceForm(request.GET if "on" in request.GET else None)
    day = form.cleaned_data["on"] if form.is_valid() else _today(file.case)
    if not form.is_bound:
        form = BalanceForm(initial={"on": day})
    ledger = {"owed_on": file.owed_on(day), "payments": file.payments, "taken_back": file.taken_back}
    return {"balance_form": form, "balance_on": day, **ledger}


def _today(case: Case) -> date:
    return timezone.localdate(timezone=ZoneInfo(case.controller.time_zone))
