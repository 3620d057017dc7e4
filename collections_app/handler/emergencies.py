"""A case over which somebody has broken the glass, to read for an hour."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access, case_presentation
from personal_data.purposes import Purpose
from personal_data.services import emergencies


@require_GET
@require(Permission.GLASS_BREAK, purpose=Purpose.EMERGENCY)
def opened(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The case, as long as the hour lasts; to anybody else there is no such page."""
    try:
        emergency = emergencies.running(reference=reference, by=request.user.pk, at=timezone.now())
    except emergencies.NotBroken:
        raise Http404 from None
    with emergencies.entered(emergency), timezone.override(ZoneInfo(emergency.controller.time_zone)):
        shown = case_presentation.of_file(access.consult(access.get_case(reference)))
        return render(request, "handler/emergency/case.html", {"emergency": emergency, **shown})
