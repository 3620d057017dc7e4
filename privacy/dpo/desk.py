"""The DPO's desk: where to go from here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import record_classes
from personal_data.purposes import Purpose
from privacy.selectors import defects
from retention.selectors import proofs


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def desk(request: AuthenticatedRequest) -> HttpResponse:
    """The landing page, with what was found of the erased, and the defects that erasure requests brought to light."""
    found = [(each, record_classes.get(each.record_class).label) for each in defects.found(timezone.now())]
    unclean = proofs.with_leftovers() if request.user.may(Permission.RETENTION_VIEW) else []
    return render(request, "dpo/desk.html", {"defects": found, "unclean": unclean})
