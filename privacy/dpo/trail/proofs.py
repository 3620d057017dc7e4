"""The auditors' programs fetch heads and proofs here: JSON and lines of JSON, by GET, signed in as on every page."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from audit.tree.proofs import NotSealed
from personal_data.purposes import Purpose
from privacy.services import trail_proofs

_MOMENT_SECONDS = "60"
_DIGITS = 18


@require_GET
@require(Permission.TRAIL_PROVE, purpose=Purpose.SUPERVISION)
def heads(request: AuthenticatedRequest) -> HttpResponse:
    """The public keys, the signed heads, newest first, a page at a time, and the notes of restarts and expiries."""
    page = trail_proofs.heads(before=_number(request, "before"))
    return JsonResponse(
        {
            "keys": page.keys,
            "restarts": page.restarts,
            "expiries": page.expiries,
            "heads": [{"size": head.size, "signed_at": head.signed_at, "note": head.note} for head in page.heads],
            "next": f"{reverse('dpo-audit-api-heads')}?before={page.next}" if page.next else None,
        }
    )


@require_GET
@require(Permission.TRAIL_PROVE, purpose=Purpose.SUPERVISION)
def consistency(request: AuthenticatedRequest, size: int) -> HttpResponse:
    """That the tree of a later head (``?in=``; else the newest) begins with the tree of ``size`` events."""
    try:
        return _lines(trail_proofs.of_growth(earlier=size, size=_number(request, "in")))
    except trail_proofs.NotThere:
        raise Http404 from None
    except NotSealed:
        return _wait()


@require_GET
@require(Permission.TRAIL_PROVE, purpose=Purpose.SUPERVISION)
def inclusion(request: AuthenticatedRequest, event_id: int) -> HttpResponse:
    """That an event stands in the tree of a head (``?in=``; else of the newest)."""
    try:
        return _lines(trail_proofs.of_event(event_id=event_id, size=_number(request, "in")))
    except trail_proofs.NotThere:
        raise Http404 from None
    except NotSealed:
        return _wait()


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > _DIGITS:
        raise Http404
    return int(given)


def _lines(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/jsonl; charset=utf-8")


def _wait() -> HttpResponse:
    said = _("This is not sealed yet, or not in so small a tree. Ask again in a minute.")
    response = JsonResponse({"error": "not_sealed", "message": said}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = _MOMENT_SECONDS
    return response
