"""Back-ups and restore drills at the DPO's desk (GDPR art. 32(1)(b) to (d)). No personal data appear."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from retention.selectors import backups


@require_GET
@require(Permission.BACKUPS_VIEW, purpose=Purpose.RETENTION)
def overview(request: AuthenticatedRequest) -> HttpResponse:
    """Which back-ups there are, until when each can be opened, and how the last tries to restore went."""
    return render(request, "dpo/retention/backups.html", {"found": backups.overview(at=timezone.now())})
