"""The audit explorer: the whole trail, one event, one person, one case. No personal value appears."""

import re
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Table
from audit.models import Event
from personal_data import reach
from personal_data.models import DataSubject
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.dpo.trail.forms import TrailFilterForm
from privacy.dpo.trail.tables import trail_table
from privacy.selectors import audit_trail, person_year, trail_filter
from privacy.selectors.audit_trail import LINES_SHOWN, TrailPage
from privacy.services import trail
from retention.selectors.due import local_today

_CURSOR = re.compile(r"^[0-9]{1,18}$")


@require_http_methods(["GET", "POST"])
@require(Permission.TRAIL_READ, purpose=Purpose.SUPERVISION)
@takes(*TrailFilterForm.base_fields)
def explorer(request: AuthenticatedRequest) -> HttpResponse:
    """The trail, filtered. What is posted is checked first, so that only references reach the address."""
    form = TrailFilterForm(request.POST or request.GET)
    if not form.is_valid():
        return render(request, "dpo/audit/explorer.html", {"form": form, "table": None}, status=422)
    if request.method == "POST":
        return HttpResponseRedirect(f"{reverse('dpo-audit')}?{urlencode(form.query())}")
    page = trail.search(wanted=form.wanted(), before=_before(request))
    query = form.query()
    context = {"form": form, "table": _table(request, page, query), "query": urlencode(query)}
    return render(request, "dpo/audit/explorer.html", context)


@require_GET
@require(Permission.TRAIL_READ, purpose=Purpose.SUPERVISION)
def event(request: AuthenticatedRequest, event_id: int) -> HttpResponse:
    """One event and its lines."""
    try:
        found = audit_trail.one_event(event_id)
    except Event.DoesNotExist:
        raise Http404 from None
    row, lines = trail.of_event(event=found)
    context = {"row": row, "lines": lines, "is_cut": len(lines) == LINES_SHOWN}
    return render(request, "dpo/audit/event.html", context)


@require_GET
@require(Permission.REPORTS_MAKE, purpose=Purpose.LEGAL_REPORT)
def of_reports(request: AuthenticatedRequest) -> HttpResponse:
    """What was done for reports that a law demands. No other page of the trail shows any of it."""
    page = trail.of_reports(before=_before(request))
    return render(request, "dpo/audit/reports.html", {"table": _table(request, page)})


@require_GET
@require(Permission.TRAIL_READ_CASE, purpose=Purpose.SUPERVISION)
def of_subject(request: AuthenticatedRequest, subject_id: UUID) -> HttpResponse:
    """Everything that happened to one person's envelopes."""
    subjects = DataSubject.objects.select_related("controller")
    subject = get_object_or_404(subjects, reach.within(), id=subject_id)
    page = trail.of_subject(subject=subject, before=_before(request))
    year = person_year.of_subject(subject, today=local_today(subject.controller))
    context = {
        "subject": subject,
        "table": _table(request, page),
        "columns": [(month.begins.strftime("%Y-%m"), month.numbers) for month in year],
        "names": [(str(name), "") for _part, name in person_year.PARTS],
    }
    return render(request, "dpo/audit/subject.html", context)


@require_GET
@require(Permission.TRAIL_READ_CASE, purpose=Purpose.SUPERVISION)
def of_case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Everything that happened to one case, also after it was erased."""
    if not trail_filter.is_case_within_reach(reference):
        raise Http404
    page = trail.of_case(reference=reference, before=_before(request))
    return render(request, "dpo/audit/case.html", {"reference": reference, "table": _table(request, page)})


def _table(request: HttpRequest, page: TrailPage, query: dict[str, str] | None = None) -> Table:
    return trail_table(page, path=request.path, query=query or {}, is_first="before" not in request.GET)


def _before(request: HttpRequest) -> int | None:
    cursor = request.GET.get("before", "")
    if not cursor:
        return None
    if not _CURSOR.match(cursor):
        raise Http404("There is no such page.")
    return int(cursor)
