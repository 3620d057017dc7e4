"""The notices that bind the controllers, at the DPO's desk. No personal data appear."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from privacy.models import NoticeChange
from privacy.selectors import notice_changes, policy_versions


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """Which version of which notice binds whom since when, which purposes it names, and what is off."""
    context = {
        "bound": policy_versions.every(),
        "changes": notice_changes.every(),
        "trail": [(_("DPO's desk"), reverse("dpo-desk"))],
    }
    return render(request, "dpo/notices.html", context)


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def told(request: AuthenticatedRequest, number: UUID) -> HttpResponse:
    """Who was told of a significant change, who was not and why, person by person; no name is opened for it."""
    try:
        change = notice_changes.one(number)
    except NoticeChange.DoesNotExist:
        raise Http404 from None
    state = request.GET.get("state", "")
    rows = notice_changes.listed(change, state=state, after=_after(request.GET.get("after", "")))
    page = rows[: notice_changes.PAGE]
    context = {
        "change": change,
        "rows": page,
        "state": state,
        "after": page[-1].pk if len(rows) > notice_changes.PAGE else None,
        "states": [(name, _STATES[name], getattr(change, name)) for name in notice_changes.STATES],
        "trail": [(_("DPO's desk"), reverse("dpo-desk")), (_("Notices"), reverse("dpo-notices"))],
    }
    with timezone.override(ZoneInfo(change.controller.time_zone)):
        return render(request, "dpo/notice_change.html", context)


_STATES = {
    "waiting": gettext_lazy("No letter yet"),
    "written": gettext_lazy("Letter written"),
    "sent": gettext_lazy("Letter sent"),
    "failed": gettext_lazy("Failed"),
    "read": gettext_lazy("Read in the portal"),
}


def _after(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
