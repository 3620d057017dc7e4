"""Classifying notes: one by one from the case, and the list of those that nobody has classified yet."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access
from collections_app.handler.note_forms import ClassifyForm
from collections_app.models import Note
from collections_app.selectors import notes as found_notes
from collections_app.services import notes
from personal_data import envelopes
from personal_data.purposes import Purpose


@require_GET
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION)
def unclassified(request: AuthenticatedRequest) -> HttpResponse:
    """The notes that nobody has classified, newest first. Opens nothing."""
    after = request.GET.get("after", "")
    rows = found_notes.unclassified(after=access.id_of(after) if after else None)
    shown = rows[: found_notes.PAGE]
    more = str(shown[-1].pk) if len(rows) > len(shown) else ""
    return render(request, "handler/notes/unclassified.html", {"notes": shown, "more": more})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def classify(request: AuthenticatedRequest, reference: str, note: str) -> HttpResponse:
    """Read the note, then say what it is about and how confidential it is."""
    case = access.get_case(reference)
    try:
        wanted = found_notes.of_case(case, access.id_of(note))
        envelopes.open([wanted])
    except (Note.DoesNotExist, envelopes.Gone):
        raise Http404 from None
    known = {"kind": wanted.kind, "level": wanted.level}
    form = ClassifyForm(request.POST) if request.method == "POST" else ClassifyForm(initial=known)
    if form.is_valid():
        try:
            notes.classify(note=wanted, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The note is classified."))
            return redirect("handler-case", reference=reference)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "handler/notes/classify.html", {"case": case, "note": wanted, "form": form}, status=status)
