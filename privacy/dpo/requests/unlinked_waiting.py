"""The list of requests without identification that wait to be linked to somebody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from privacy.dpo.requests import presentation
from privacy.selectors import unlinked as entries


@never_cache
@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def waiting(request: AuthenticatedRequest) -> HttpResponse:
    """Everything that waits to be linked, page by page, what came in a crowd too. It names nobody, so opens nothing."""
    found = entries.waiting(after=request.GET.get("after", "")[:24])
    rows = [{"entry": each, "clock": presentation.clock_of_unlinked(each)} for each in found]
    following = found[-1].reference if len(found) == entries.PAGE else ""
    return render(request, "dpo/requests/unlinked/waiting.html", {"unlinked": rows, "next": following})
