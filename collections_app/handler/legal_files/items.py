"""What comes into a legal proceedings file, and what of it is played or downloaded."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest
from collections_app.handler import access
from collections_app.handler.legal_files.forms import ClipForm, CopyForm, DocumentForm
from collections_app.handler.legal_files.pages import get, keeps, show
from collections_app.models import CallRecording, KeptAs, LegalFileItem
from collections_app.selectors import legal_files
from collections_app.services.legal_files import keeping
from collections_app.services.legal_files.keeping import Keeper
from personal_data import envelopes, files
from personal_data.uploads import takes_files

_asked = require_http_methods(["GET", "HEAD", "POST"])


@_asked
@keeps
def copy(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Choose notes, calls and claims of the case."""
    file = get(reference)
    case = access.get_case(file.case_reference)
    try:
        copyable = legal_files.copyable(case)
    except envelopes.Gone:
        raise Http404 from None
    there = set(file.items.values_list("source", flat=True))
    form = CopyForm(
        request.POST if request.method == "POST" else None,
        copyable=[each for each in copyable if each.source not in there],
    )
    if form.is_valid():
        try:
            made = keeping.keep_rows(file=file, copies=form.chosen(), keeper=_keeper(request, form.cleaned_data["why"]))
        except ValidationError as refusal:
            form.add_error("rows", refusal)
        else:
            count = len(made)
            words = ngettext("%(count)d item is in the file.", "%(count)d items are in the file.", count)
            messages.success(request, words % {"count": count})
            return redirect("handler-legal-file", reference=reference)
    status = 422 if form.is_bound else 200
    return render(request, "handler/legal_files/copy.html", {"file": file, "form": form}, status=status)


@_asked
@keeps
def clip(request: AuthenticatedRequest, reference: str, recording: str) -> HttpResponse:
    """Keep a part of a recorded call for a dispute; the recording itself goes on its own day."""
    case = access.get_case(reference)
    found = access.get_recording(reference, recording)
    taking = legal_files.taking(reference)
    form = ClipForm(request.POST if request.method == "POST" else None, recording=found, files=taking)
    if form.is_valid():
        try:
            _keep(request, form, found)
        except envelopes.Gone:
            raise Http404 from None
        except ValidationError as refusal:
            form.add_error(_FIELD_OF.get(refusal.code or ""), refusal)
        else:
            messages.success(request, _("It is in the file. The recording itself goes on its own day."))
            return redirect("handler-legal-file", reference=form.cleaned_data["file"])
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        context = {"case": case, "recording": found, "form": form, "files": taking}
        status = 422 if form.is_bound else 200
        return render(request, "handler/legal_files/clip.html", context, status=status)


@csrf_exempt  # ``takes_files`` checks the token, when it receives the form
@require_POST
@keeps
@takes_files(keeping.LARGEST_DOCUMENT)
def document(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Seal a document of the matter."""
    file = get(reference)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        sent, keeper = form.cleaned_data["document"], _keeper(request, form.cleaned_data["why"])
        try:
            keeping.keep_document(
                file=file,
                name=form.cleaned_data["name"],
                content=sent,
                size=sent.size,
                level=form.cleaned_data["level"],
                keeper=keeper,
            )
        except ValidationError as refusal:
            form.add_error("document", refusal)
        else:
            messages.success(request, _("The document is sealed in the file."))
            return redirect("handler-legal-file", reference=reference)
    return show(request, file, form=form)


@require_GET
@keeps
def sealed_file(request: AuthenticatedRequest, reference: str, item: str) -> HttpResponseBase:
    """The sound or document of an item, whole: opening it is one event, however it is played."""
    try:
        found, file = legal_files.item_of(get(reference), access.id_of(item))
        if found.kind == KeptAs.DOCUMENT and not found.level:
            messages.error(request, _("Nobody has said how confidential this document is, so it does not leave. "
                                      "File it anew with its classification."))  # fmt: skip
            return redirect("handler-legal-file", reference=reference)
        envelopes.open([found])
    except (LegalFileItem.DoesNotExist, envelopes.Gone):
        raise Http404 from None
    response = StreamingHttpResponse(files.read(file), content_type=file.media_type)
    is_sound = file.media_type.startswith("audio/")
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = "inline" if is_sound else f'attachment; filename="{reference}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _keep(request: AuthenticatedRequest, form: ClipForm, recording: CallRecording) -> LegalFileItem:
    wanted = form.cleaned_data
    file, keeper = get(wanted["file"]), _keeper(request, wanted["why"])
    if wanted["whole"]:
        return keeping.keep_recording(file=file, recording=recording, keeper=keeper)
    return keeping.keep_clip(file=file, recording=recording, start=wanted["start"], end=wanted["end"], keeper=keeper)


def _keeper(request: AuthenticatedRequest, why: str) -> Keeper:
    return Keeper(by=request.user.pk, at=timezone.now(), why=why)


# What is wrong with a part -> the field where it is mended.
_FIELD_OF = {
    "ends_before_it_begins": "end",
    "longer_than_the_call": "end",
    "cannot_be_cut": "whole",
    "other_case": "file",
    "ended": "file",
    "why_missing": "why",
}
