"""The proof of an erasure for the person who asked for it: certificate and item files, to keep."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from privacy.portal.access import DebtorRequest, debtor_only
from privacy.selectors import requests
from privacy.services.requests import proof_files


@require_GET
@debtor_only()
def download(request: DebtorRequest, reference: str, number: str, form: str) -> HttpResponse:
    """One file of the proof of one record: its certificate, the same for reading, or the record's place in it."""
    found = requests.of_subjects([request.debtor.subject_id]).filter(reference=reference).first()
    file = proof_files.find(found, number=int(number), form=form) if found else None
    if file is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store, private"}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)
