"""Imports: files of creditors that are uploaded, looked at, imported, and taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Column, Table, query
from collections_app import tasks
from collections_app.handler import import_presentation
from collections_app.handler.import_forms import ColumnsForm, UploadForm
from collections_app.models import Creditor, ImportFile, ImportUpload, UploadState
from collections_app.selectors import creditors, imports
from collections_app.selectors.imports import Import
from collections_app.services import bad_rows, importing, undoing, uploads
from personal_data import envelopes
from personal_data.purposes import Purpose
from personal_data.uploads import takes_files

_views = require(Permission.INTAKE_VIEW, purpose=Purpose.INTAKE)
_imports = require(Permission.INTAKE_IMPORT, purpose=Purpose.INTAKE)


@require_GET
@_views
def list_page(request: AuthenticatedRequest) -> HttpResponse:
    """What lies here and waits, and what has been imported."""
    after = request.GET.get("after", "")
    found = imports.page(after=after if after.isdecimal() else "")
    table = Table(
        caption=_("Imported files"),
        columns=[
            Column(_("File")),
            Column(_("Creditor")),
            Column(_("Imported")),
            Column(_("New"), number=True),
            Column(_("Waiting for a decision"), number=True),
            Column(_("Did not go in"), number=True),
            Column(_("Status")),
        ],
        rows=found.reports,
        next_url=query({"after": found.next}),
        previous_url=query({"after": ""}) if after else "",
    )
    if not found.next:
        table = Table(table.caption, table.columns, table.rows, previous_url=table.previous_url)
    return render(request, "handler/imports/list.html", {"table": table, "waiting": imports.waiting()})


@require_GET
@_imports
def choose_creditor(request: AuthenticatedRequest) -> HttpResponse:
    """Whose file is it?"""
    return render(request, "handler/imports/choose.html", {"creditors": creditors.listed()})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_imports
@takes_files(uploads.LARGEST)
def upload(request: AuthenticatedRequest, creditor: str) -> HttpResponse:
    """Take a file of a creditor in under seal."""
    whose = _creditor(creditor)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = uploads.receive(
                creditor=whose, name=file.name, content=file.file, by=request.user.pk, at=timezone.now()
            )
        except uploads.NotTaken as refusal:
            form.add_error("file", refusal)
        else:
            return _on_with(received)
    return render(request, "handler/imports/upload.html", {"form": form, "creditor": whose})


@require_GET
@_views
def import_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One file: how far it is, what is in it or became of it, and what can be done."""
    context = import_presentation.of(_found(reference), request.user)
    return render(request, "handler/imports/import.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_imports
def columns_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What each column of a file holds; remembered for the creditor."""
    found = _upload(reference)
    if found.head is None or found.state in (UploadState.IMPORTING, UploadState.IMPORTED):
        return redirect("handler-import", reference=reference)
    envelopes.open([found])
    head = found.head.reveal()
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, headings=head["headings"], columns=found.columns
    )
    if form.is_valid():
        try:
            uploads.name_columns(upload=found, columns=form.columns())
        except uploads.NotNow as refusal:
            form.add_error(None, refusal)
        else:
            tasks.hand_over(reference, tasks.check_upload)
            return redirect("handler-import", reference=reference)
    shown = [
        (form[name], [row[position] for row in head["rows"] if position < len(row)])
        for name in form.fields
        for position in [int(name.removeprefix("column_"))]
    ]
    return render(request, "handler/imports/columns.html", {"upload": found, "form": form, "columns": shown})


@require_POST
@_imports
def order(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Import a checked file, or go on with one that stopped."""
    found = _upload(reference)
    try:
        if found.state == UploadState.STOPPED and found.import_file is None:
            uploads.check_again(upload=found)
            tasks.hand_over(reference, tasks.check_upload)
        else:
            importing.order(upload=found, by=request.user.pk, at=timezone.now())
            tasks.hand_over(reference, tasks.import_upload)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("handler-import", reference=reference)


@require_POST
@_imports
def discard(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Erase an uploaded file before its time."""
    found = _upload(reference)
    try:
        uploads.discard(upload=found, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("handler-import", reference=reference)
    messages.success(request, _("The file %(reference)s is erased.") % {"reference": reference})
    return redirect("handler-imports")


@require_GET
@_imports
def download_bad_rows(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """The rows that could not go in, with their problems, to be mended; on record."""
    try:
        content = bad_rows.download(upload=_upload(reference))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("handler-import", reference=reference)
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{reference}-to-mend.csv"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.INTAKE_UNDO, purpose=Purpose.INTAKE)
def undo(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take an import back, after saying what goes and what stays."""
    report = _found(reference).report
    if report is None:
        messages.error(request, undoing.CannotUndo().messages[0])
        return redirect("handler-import", reference=reference)
    if request.method == "POST":
        try:
            undoing.order(report=report, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            tasks.hand_over(reference, tasks.undo_import)
        return redirect("handler-import", reference=reference)
    context = {"report": report, "upload": report, "back": reverse("handler-import", args=[reference])}
    return render(request, "handler/imports/undo.html", context)


def _on_with(received: ImportUpload) -> HttpResponse:
    """Where the person goes on: columns that are not known are asked for first."""
    if received.state == UploadState.UNMAPPED:
        return redirect("handler-import-columns", reference=received.reference)
    tasks.hand_over(received.reference, tasks.check_upload)
    return redirect("handler-import", reference=received.reference)


def _creditor(reference: str) -> Creditor:
    try:
        return creditors.by_reference(reference)
    except Creditor.DoesNotExist:
        raise Http404 from None


def _found(reference: str) -> Import:
    try:
        return imports.by_reference(reference)
    except ImportFile.DoesNotExist:
        raise Http404 from None


def _upload(reference: str) -> Any:
    found = _found(reference).upload
    if found is None:
        raise Http404
    return found
