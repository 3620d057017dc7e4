"""The proof of an erasure, to be sent to a person who can no longer sign in."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from privacy.dpo.requests.pages import get_request
from privacy.services.requests import proof_files


@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def download(request: AuthenticatedRequest, reference: str, number: str, form: str) -> HttpResponse:
    """One file of the proof of one record of a request."""
    file = proof_files.find(get_request(reference), number=int(number), form=form)
    if file is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)
