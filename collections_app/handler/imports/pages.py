"""Imports: files of creditors that are uploaded, looked at, imported, and taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Column, Table, query
from collections_app import tasks
from collections_app.handler import access
from collections_app.handler.imports import presentation
from collections_app.handler.imports.forms import AfterForm
from collections_app.models import ImportFile, UploadState
from collections_app.selectors import imports
from collections_app.services import payment_uploads, upload_expiry
from collections_app.services.imports import bad_rows, importing, undoing, uploads
from personal_data.posted import takes
from personal_data.purposes import Purpose

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
    return render(
        request,
        "handler/imports/list.html",
        {"table": table, "waiting": imports.waiting(), "bank_files": imports.bank_files()},
    )


@require_GET
@_views
def import_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One file: how far it is, what is in it or became of it, and what can be done."""
    found = access.get_import(reference)
    context = presentation.of(found, request.user)
    if found.report is not None and "progress" not in context:
        context["claims"] = _claims(found.report, AfterForm(request.GET).after_claim())
    return render(request, "handler/imports/import.html", context)


def _claims(report: ImportFile, after: str) -> Table:
    found = imports.claims_of(report, after=after)
    count = len(found.claims)
    return Table(
        caption=_("Claims that it brought"),
        columns=[
            Column(_("Case")),
            Column(_("Document")),
            Column(_("Issued")),
            Column(_("Due")),
            Column(_("Amount"), number=True),
        ],
        rows=found.claims,
        shown=ngettext("%(count)d claim shown", "%(count)d claims shown", count) % {"count": count},
        next_url=query({"after": found.next}) + "#claims" if found.next else "",
        previous_url=query({"after": ""}) + "#claims" if after else "",
    )


@require_POST
@_imports
@takes()
def order(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Import a checked file, or go on with one that stopped."""
    found = access.get_upload(reference)
    try:
        is_checked = bool(found.findings) if found.kind == payment_uploads.PAYMENTS else found.import_file is not None
        if found.state == UploadState.STOPPED and not is_checked:
            uploads.check_again(upload=found)
            tasks.hand_over(reference, tasks.check_upload)
        else:
            orders = payment_uploads.order if found.kind == payment_uploads.PAYMENTS else importing.order
            orders(upload=found, by=request.user.pk, at=timezone.now())
            tasks.hand_over(reference, tasks.import_upload)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("handler-import", reference=reference)


@require_POST
@_imports
@takes()
def discard(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Erase an uploaded file before its time."""
    found = access.get_upload(reference)
    try:
        upload_expiry.discard(upload=found, at=timezone.now())
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
        content = bad_rows.download(upload=access.get_upload(reference))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("handler-import", reference=reference)
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{reference}-to-mend.csv"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.INTAKE_UNDO, purpose=Purpose.INTAKE)
@takes()
def undo(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take an import back, after saying what goes and what stays."""
    report = access.get_import(reference).report
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
