"""Legal proceedings files: all of them, those of a case, one of them, and its end.

Each page opens for legal claims: while the case is restricted it opens for an approved legal step alone.
"""

from http import HTTPStatus
from uuid import UUID
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
from collections_app.handler import access
from collections_app.handler.legal_files.forms import DocumentForm, EndForm, OpenForm
from collections_app.models import LegalFile
from collections_app.selectors import case_file, legal_files
from collections_app.services.legal_files import filing
from personal_data import envelopes
from personal_data.posted import takes
from personal_data.purposes import Purpose

keeps = require(Permission.LEGAL_FILES_KEEP, purpose=Purpose.LEGAL_CLAIM)
_asked = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
@keeps
def desk(request: AuthenticatedRequest) -> HttpResponse:
    """Every file within reach, newest first. Opens nothing."""
    found = legal_files.listed(after=request.GET.get("after", ""))
    shown = found[: legal_files.PAGE]
    more = shown[-1].reference if len(found) > len(shown) else ""
    return render(request, "handler/legal_files/desk.html", {"files": shown, "more": more})


@_asked
@keeps
def of_case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The files of a case, and a new one. The day of a discovery is for the legal role to say (INTRUM-112)."""
    case = access.get_case(reference)
    may_say = request.user.may(Permission.LEGAL_FILES_DAMAGE)
    form = OpenForm(request.POST if request.method == "POST" else None, may_say_damage=may_say)
    if form.is_valid():
        try:
            made = filing.open_on(case=case, matter=form.matter_of(), by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(_FIELD_OF.get(refusal.code or ""), refusal)
        else:
            messages.success(request, _("File %(reference)s is open. Copy what it needs.") % {"reference": made})
            return redirect("handler-legal-file", reference=made.reference)
    context = {"case": case, "files": legal_files.of_case(reference), "form": form}
    return render(request, "handler/legal_files/of_case.html", context, status=_status(form))


@require_GET
@keeps
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One file with everything in it."""
    return show(request, get(reference))


@_asked
@keeps
def end(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The assignment has ended: says what will happen, then starts the clock."""
    file = get(reference)
    today = timezone.localdate(timezone=ZoneInfo(file.controller.time_zone))
    form = EndForm(request.POST) if request.method == "POST" else EndForm(initial={"ended_on": today})
    if form.is_valid():
        try:
            filing.end(file=file, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("ended_on", refusal)
        else:
            messages.success(request, _("File %(reference)s has ended.") % {"reference": reference})
            return redirect("handler-legal-file", reference=reference)
    context = {"file": file, "form": form, "is_damage": legal_files.is_damage(file)}
    return render(request, "handler/legal_files/end.html", context, status=_status(form))


@require_POST
@keeps
@takes()
def resume(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The assignment goes on."""
    try:
        filing.resume(file=get(reference), by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The assignment goes on; its clock has stopped."))
    return redirect("handler-legal-file", reference=reference)


def get(reference: str) -> LegalFile:
    """The file of that number, or the reader gets a 404."""
    try:
        return legal_files.one(reference)
    except LegalFile.DoesNotExist:
        raise Http404 from None


def show(request: AuthenticatedRequest, file: LegalFile, *, form: DocumentForm | None = None) -> HttpResponse:
    """The page of a file, with the form as it was sent where that has to be mended."""
    try:
        items = legal_files.consult(file)
    except envelopes.Gone:
        raise Http404 from None
    writers: set[UUID] = {file.opened_by, *(each.kept_by for each in items)}
    with timezone.override(ZoneInfo(file.controller.time_zone)):
        context = {
            "file": file,
            "items": items,
            "staff": case_file.staff_names(writers),
            "recordings": legal_files.recordings_of(file) if file.ended_on is None else [],
            "has_case": case_file.is_there(file.case_reference),
            "is_damage": legal_files.is_damage(file),
            "form": form or DocumentForm(),
        }
        return render(request, "handler/legal_files/page.html", context, status=_status(form))


def _status(form: OpenForm | EndForm | DocumentForm | None) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.errors else HTTPStatus.OK


# What is wrong with a file -> the field where it is mended.
_FIELD_OF = {
    "kind_unknown": "kind",
    "matter_missing": "matter",
    "authority_missing": "authority",
    "discovery_missing": "discovered_on",
    "discovery_in_future": "discovered_on",
}
