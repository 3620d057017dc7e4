"""Uploading a file of a creditor: whose it is, the file itself, and what its columns hold."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app import tasks
from collections_app.handler import access
from collections_app.handler.imports.forms import BankFileForm, ColumnsForm, UploadForm
from collections_app.intake.csv_columns import Columns
from collections_app.models import Creditor, ImportUpload, UploadState
from collections_app.selectors import creditors
from collections_app.services import payment_uploads
from collections_app.services.creditors import AssignmentEnded
from collections_app.services.imports import naming, uploads
from personal_data import envelopes
from personal_data.purposes import Purpose
from personal_data.uploads import takes_files

_imports = require(Permission.INTAKE_IMPORT, purpose=Purpose.INTAKE)


@require_GET
@_imports
def choose_creditor(request: AuthenticatedRequest) -> HttpResponse:
    """Whose file is it?"""
    context = {"creditors": creditors.listed(), "controllers": creditors.controllers()}
    return render(request, "handler/imports/choose.html", context)


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
        except (uploads.NotTaken, AssignmentEnded) as refusal:
            form.add_error("file", refusal)
        else:
            return _on_with(received)
    return render(request, "handler/imports/upload.html", {"form": form, "creditor": whose})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_imports
@takes_files(uploads.LARGEST)
def upload_payments(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Take a bank's file of a controller in under seal."""
    whose = next((each for each in creditors.controllers() if each.reference == controller), None)
    if whose is None:
        raise Http404
    is_sent = request.method == "POST"
    form = BankFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = payment_uploads.receive(
                controller=whose, name=file.name, content=file.file, by=request.user.pk, at=timezone.now()
            )
        except uploads.NotTaken as refusal:
            form.add_error("file", refusal)
        else:
            return _on_with(received)
    return render(request, "handler/imports/upload_payments.html", {"form": form, "controller": whose})


@require_http_methods(["GET", "HEAD", "POST"])
@_imports
def columns_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What each column of a file holds; remembered for the creditor."""
    found = access.get_upload(reference)
    if found.head is None or found.state in (UploadState.IMPORTING, UploadState.IMPORTED):
        return redirect("handler-import", reference=reference)
    envelopes.open([found])
    head = found.head.reveal()
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headings=head["headings"],
        known=Columns(found.columns, frozenset(found.not_used)),
        currency=found.currency,
    )
    if form.is_valid():
        try:
            currency = form.cleaned_data["currency"]
            naming.name_columns(upload=found, columns=form.columns(), currency=currency)
        except uploads.NotNow as refusal:
            form.add_error(None, refusal)
        else:
            tasks.hand_over(reference, tasks.check_upload)
            return redirect("handler-import", reference=reference)
    shown = [
        (form[name], [row[position] for row in head["rows"] if position < len(row)])
        for name in form.of_columns
        for position in [int(name.removeprefix("column_"))]
    ]
    return render(request, "handler/imports/columns.html", {"upload": found, "form": form, "columns": shown})


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
