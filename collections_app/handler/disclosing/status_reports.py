"""The report to a client, made from its page: first how much it tells, then the file."""

from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Creditor, Recipient, SecrecyCheck
from collections_app.selectors import creditors, status_reports
from collections_app.services.disclosing import checks, transfer_limits
from collections_app.services.disclosing import status_reports as reports
from personal_data.posted import takes
from personal_data.purposes import Purpose


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DISCLOSURES_MAKE, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
@takes("part", "secrecy_check")
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say what the report of today would tell; on a POST make the part that is asked for."""
    creditor = _creditor(reference)
    extent = status_reports.extent(creditor, today=_today(creditor))
    if request.method == "POST":
        part = request.POST.get("part", "")
        if part not in {str(number) for number in extent.parts}:
            messages.error(request, _("The report has no such part today. Choose one of those below."))
            return redirect("handler-status-report", reference=reference)
        return _file(request, creditor, int(part), request.POST.get("secrecy_check", ""))
    recipient = Recipient.objects.select_related("controller").filter(creditor=creditor).first()
    now = timezone.now()
    refusal = checks.against(recipient, at=now) if recipient else reports.NoRecipient().messages[0]
    context = {"creditor": creditor, "extent": extent, "refusal": refusal, "size": status_reports.PART}
    if transfer_limits.of(creditor.controller.reference).checks_secrecy:
        context["secrecy"] = SecrecyCheck.choices
    return render(request, "handler/status_reports/page.html", context)


def _file(request: AuthenticatedRequest, creditor: Creditor, part: int, secrecy_check: str) -> HttpResponse:
    checked = secrecy_check if secrecy_check in SecrecyCheck.values else ""
    now = timezone.now()
    try:
        report = reports.make(creditor=creditor, part=part, by=request.user.pk, at=now, secrecy_check=checked)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("handler-status-report", reference=creditor.reference)
    answer = HttpResponse(report.content, content_type="text/csv; charset=utf-8")
    name = f"{creditor.reference}-{_today(creditor)}-{part}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _creditor(reference: str) -> Creditor:
    try:
        return creditors.by_reference(reference)
    except Creditor.DoesNotExist:
        raise Http404 from None


def _today(creditor: Creditor) -> date:
    return timezone.localdate(timezone=ZoneInfo(creditor.controller.time_zone))
