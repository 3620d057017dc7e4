"""The notices that bind the controllers, at the DPO's desk. No personal data appear."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from privacy.selectors import policy_versions


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """Which version of which notice binds whom since when, which purposes it names, and what is off."""
    context = {"bound": policy_versions.every(), "trail": [(_("DPO's desk"), reverse("dpo-desk"))]}
    return render(request, "dpo/notices.html", context)
