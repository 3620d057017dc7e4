"""A restricted case, opened for the one use that a second person has approved (GDPR art. 18(2))."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access, case_presentation
from personal_data.models import BlockPermit
from personal_data.purposes import Purpose


@require_GET
@require(Permission.CASES_WORK, purpose=Purpose.LEGAL_CLAIM)
def use(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The case while a legal step runs."""
    return _shown(request, reference, Purpose.LEGAL_CLAIM)


@require_GET
@require(Permission.CASES_WORK, purpose=Purpose.PERMITTED_USE)
def other_use(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The case while a use by consent, for another's rights or for an important public interest runs."""
    return _shown(request, reference, Purpose.PERMITTED_USE)


def _shown(request: AuthenticatedRequest, reference: str, purpose: Purpose) -> HttpResponse:
    """The case while the use runs; without one there is no such page, so that it never serves ordinary work."""
    case = access.get_case(reference)
    now = timezone.now()
    running = BlockPermit.objects.filter(reference=case.reference, from_at__lte=now, until_at__gt=now)
    permit = running.filter(purpose=purpose.value).order_by("until_at").first()
    if permit is None:
        raise Http404(_("No use of this case has been approved, or it has ended."))
    file = access.consult(case)
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        shown = {"permit": permit, **case_presentation.of_file(file)}
        return render(request, "handler/legal_steps/use.html", shown)
