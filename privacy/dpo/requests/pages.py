"""Data subject requests at the DPO's desk: the queue, and one request with everything needed to decide it."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from privacy.dpo.requests import presentation
from privacy.dpo.requests import queue as request_queue
from privacy.dpo.requests.forms import QueueForm
from privacy.models import DataSubjectRequest
from privacy.selectors import requests, unlinked
from privacy.selectors.requests import QueueFilter


@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """Every open request by its deadline; it names nobody, so nothing is opened."""
    form = QueueForm(request.GET)
    wanted, after = form.wish()
    page = requests.queue(wanted, after=after)
    context = {
        "form": form,
        "table": request_queue.queue_table(page, path=request.path, wanted=wanted, is_first=not after),
        "unlinked": _unlinked(wanted) if not after else [],
        "unlisted": 0 if after or wanted.closed else unlinked.unlisted(controller=wanted.controller),
        "reviews": [] if wanted.closed else requests.reviews_due(timezone.now()),
    }
    return render(request, "dpo/requests/queue.html", context)


@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def request_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One request on one screen: who asks what, the clock, each record with its proposal, letters, steps."""
    found = get_request(reference)
    file = requests.consult(found)
    with timezone.override(ZoneInfo(found.controller.time_zone)):
        return render(request, "dpo/requests/request.html", presentation.of_file(file, today=today_of(found)))


def _unlinked(wanted: QueueFilter) -> list[dict[str, object]]:
    """What came without identification, above the queue that it will join; not under a filter by right or status."""
    if wanted.right or wanted.status:
        return []
    found = unlinked.listed(closed=wanted.closed, controller=wanted.controller)
    return [{"entry": each, "clock": presentation.clock_of_unlinked(each)} for each in found]


def get_request(reference: str) -> DataSubjectRequest:
    """The request of that reference, or the page that says that there is none."""
    try:
        return requests.by_reference(reference)
    except DataSubjectRequest.DoesNotExist:
        raise Http404(_("There is no request %(reference)s.") % {"reference": reference}) from None


def today_of(found: DataSubjectRequest) -> date:
    """Today where the controller is."""
    return timezone.localdate(timezone=ZoneInfo(found.controller.time_zone))
