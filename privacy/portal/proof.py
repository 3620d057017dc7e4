"""The proof of one line of the list who has seen the data, to keep or to have checked by somebody else."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.tree.proofs import NotSealed
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.services import line_proofs

_MOMENT_SECONDS = "60"


@require_GET
@debtor_only(languages=settings.PORTAL_SEEN_LANGUAGES)
def download(request: DebtorRequest, event: int) -> HttpResponse:
    """The file; a page that asks for patience while the event is not sealed yet."""
    try:
        content = line_proofs.of_oneself(debtor=request.debtor, event_id=event)
    except line_proofs.NotShown:
        raise Http404 from None
    except NotSealed:
        waits = render(request, "portal/proof_waits.html", status=503)
        waits["Retry-After"] = _MOMENT_SECONDS
        return waits
    return HttpResponse(
        content,
        content_type="application/jsonl; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="proof-{event}.jsonl"'},
    )
