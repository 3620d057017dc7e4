"""A code for the next visit, shown once: each code opens the portal one time."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from personal_data.posted import takes
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.services.sign_in import next_codes

_ENOUGH = 429


@require_http_methods(["GET", "HEAD", "POST"])
@debtor_only()
@takes()
def page(request: DebtorRequest) -> HttpResponse:
    """Says what it is for; by the button it shows a new code, which stands in no address and is kept nowhere."""
    at = timezone.now()
    context = {
        "case_number": request.visit.code.case_reference,
        "portal_address": settings.PORTAL_ADDRESS,
        "days": settings.PORTAL_NEXT_CODE_DAYS,
        "phone": request.debtor.controller.phone,
    }
    if request.method != "POST":
        context["waiting"] = next_codes.waiting(request.visit.code, at=at)
        return render(request, "portal/next_code.html", context)
    language = get_language() or request.debtor.controller.language
    taken = next_codes.take(visiting=request.visit.code, language=language, at=at)
    context |= {"taken": taken, "is_enough": taken is None}
    return render(request, "portal/next_code.html", context, status=200 if taken else _ENOUGH)
