"""A held case, opened for what it is held for and for nothing else (GDPR art. 17(3)(e), 5(1)(b))."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access, case_presentation
from collections_app.selectors import case_file
from personal_data.models import BlockKind
from personal_data.purposes import Purpose


@require_GET
@require(Permission.CASES_VIEW, purpose=Purpose.LEGAL_CLAIM)
def case_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The case for its dispute or proceedings. Without a hold there is no such page, so it never serves ordinary work;
    where the data are restricted as well, the restriction decides."""
    case = access.get_case(reference)
    if not any(block.kind == BlockKind.HOLD for block in case_file.blocks_on(case)):
        raise Http404(_("The case is not held."))
    file = access.consult(case)
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        return render(request, "handler/cases/held.html", case_presentation.of_file(file))
