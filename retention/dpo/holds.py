"""Legal holds at the DPO's desk: which stand, which wait for somebody to look at them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import envelopes
from personal_data.purposes import Purpose
from retention.models import LegalHold
from retention.selectors import holds


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """The holds that stand, those that wait for a look first. Nothing is opened, so no reason is shown here."""
    found = holds.standing()
    context = {
        "waiting": [each for each in found if each.waits_for],
        "standing": [each for each in found if not each.waits_for],
        "released": holds.released(),
    }
    return render(request, "dpo/holds/list.html", context)


@require_GET
@require(Permission.HOLDS_RELEASE, purpose=Purpose.RETENTION)
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One hold with its reason, which is opened for it."""
    hold = get(reference)
    envelopes.open([hold])
    names = holds.owners(hold)
    context = {
        "hold": hold,
        "owner": names.get(hold.owner, ""),
        "placed_by": names.get(hold.placed_by, ""),
        "released_by": names.get(hold.released_by, "") if hold.released_by else "",
    }
    return render(request, "dpo/holds/hold.html", context)


def get(reference: str) -> LegalHold:
    """The hold of that number."""
    try:
        return holds.by_reference(reference)
    except LegalHold.DoesNotExist:
        raise Http404 from None
