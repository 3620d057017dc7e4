"""The first page after signing in: the desk of one's role."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts.access import signed_in
from accounts.models import User
from accounts.permissions import Permission

_DESKS = {
    Permission.CASES_VIEW: "handler-work-list",
    Permission.DPO_DESK: "dpo-desk",
    Permission.REPORTS_MAKE: "handler-reports",
    Permission.BACKUPS_VIEW: "dpo-backups",
    Permission.APPLICANTS_KEEP: "handler-applicants-list",
    Permission.SUPPORT_LOOK: "handler-support",
    Permission.PSEUDONYMS_RESOLVE: "dpo-sets",
}


@signed_in
def desk(request: HttpRequest) -> HttpResponseRedirect:
    """Send a member of staff to the desk at which they work."""
    for permission, name in _DESKS.items():
        if isinstance(request.user, User) and request.user.may(permission):
            return HttpResponseRedirect(reverse(name))
    raise PermissionDenied("No role has been given yet.")
