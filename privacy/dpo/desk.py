"""The DPO's desk: where to go from here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def desk(request: AuthenticatedRequest) -> HttpResponse:
    """The landing page."""
    return render(request, "dpo/desk.html", {})
