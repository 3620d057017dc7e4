"""The desk of the reporting officers: propose a report that a law demands, approve another's, read what was reported.

Each page opens for the purpose ``legal_report``, which stands in no list but theirs.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app import wording
from collections_app.handler import access
from collections_app.handler.disclosing.legal_report_forms import FindCaseForm, ReportForm
from collections_app.handler.disclosing.pages import Choice
from collections_app.models import Case, LegalReport, Recipient, ReportState
from collections_app.selectors import case_file, disclosures, legal_reports
from collections_app.services.disclosing import checks, recipients
from collections_app.services.disclosing import disclosures as passing_on
from collections_app.services.disclosing import legal_reports as reporting
from personal_data import envelopes
from personal_data.posted import takes
from personal_data.purposes import Purpose

_reports = require(Permission.REPORTS_MAKE, purpose=Purpose.LEGAL_REPORT)
_asked = require_http_methods(["GET", "HEAD", "POST"])


@_asked
@_reports
def desk(request: AuthenticatedRequest) -> HttpResponse:
    """Every report, newest first, and the way to a new one by the number of its case."""
    form = FindCaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reference = form.cleaned_data["reference"].strip()
        try:
            case_file.by_reference(reference)
        except Case.DoesNotExist:
            form.add_error("reference", _("No case has this number. Look at the number once more."))
        else:
            return redirect("handler-report-choose", reference=reference)
    found = legal_reports.listed(after=_after(request))
    shown = found[: legal_reports.PAGE]
    more = str(shown[-1].pk) if len(found) > len(shown) else ""
    status = 422 if form.is_bound else 200
    return render(request, "handler/reports/desk.html", {"form": form, "reports": shown, "more": more}, status=status)


@require_GET
@_reports
def choose(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """To which authority."""
    case = access.get_case(reference)
    known = legal_reports.authorities(case.controller_id)
    names, now = recipients.names(known), timezone.now()
    choices = [Choice(each, names[each.pk], checks.against(each, at=now)) for each in known]
    return render(request, "handler/reports/choose.html", {"case": case, "choices": choices})


@_asked
@_reports
def propose(request: AuthenticatedRequest, reference: str, to: str) -> HttpResponse:
    """What: chosen, shown as it would leave, then proposed to the second person."""
    case = access.get_case(reference)
    recipient = _authority(case, to)
    form = ReportForm(request.POST if request.method == "POST" else None, recipient=recipient)
    entries: list[Any] = []
    is_shut = reporting.is_shut(case)
    if form.is_valid():
        wanted, now = form.wanted(), timezone.now()
        try:
            if request.POST.get("step") == "propose":
                secrecy = form.cleaned_data["secrecy"]
                made = reporting.propose(case=case, wanted=wanted, secrecy=secrecy, by=request.user.pk, at=now)
                messages.success(request, _("The report waits for another reporting officer. Nothing has left yet."))
                return redirect("handler-report", number=made.pk)
            if not is_shut:
                entries = passing_on.preview(case=case, wanted=wanted, at=now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "case": case,
        "recipient": recipient,
        "name": recipients.names([recipient])[recipient.pk],
        "form": form,
        "is_shut": is_shut,
        "entries": wording.of_entries(entries),
    }
    return render(request, "handler/reports/propose.html", context)


@_asked
@_reports
@takes("step")
def page(request: AuthenticatedRequest, number: UUID) -> HttpResponse:
    """One report: what it says, and for the second person the decision."""
    report = _report(number)
    error = ""
    if request.method == "POST":
        try:
            _decide(request, report)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            return redirect("handler-report", number=report.pk)
    wanted = reporting.wanted_of(report)
    line = legal_reports.line_of(report)
    copy = disclosures.copies_of([line]).get(line.pk) if line else None
    context = {
        "report": report,
        "wanted": wanted,
        "fields": [wording.label_of(each) for each in report.data_fields],
        "name": recipients.names([report.recipient])[report.recipient_id],
        "staff": case_file.staff_names({report.proposed_by, *([report.decided_by] if report.decided_by else [])}),
        "entries": wording.of_entries(_left(copy)),
        "waits": report.state == ReportState.PROPOSED,
        "is_own": report.proposed_by == request.user.pk,
        "error": error,
    }
    return render(request, "handler/reports/report.html", context, status=422 if error else 200)


def _decide(request: AuthenticatedRequest, report: LegalReport) -> None:
    now = timezone.now()
    if request.POST.get("step") != "approve":
        reporting.decline(report=report, by=request.user.pk, at=now)
        messages.success(request, _("Nothing is passed on; the report says so."))
        return
    try:
        case = case_file.by_reference(report.case_reference)
    except Case.DoesNotExist:
        raise ValidationError(_("The case has been erased meanwhile, so nothing can be passed on.")) from None
    reporting.approve(report=report, case=case, by=request.user.pk, at=now)
    messages.success(request, _("Approved. Send the data now, in the way that was chosen."))


def _left(copy: Any) -> list[Any]:
    """What left, word for word, while its record lives. An open line's copy lies in the case, which may be blocked."""
    if copy is None:
        return []
    try:
        envelopes.open([copy])
    except (envelopes.Refused, envelopes.Gone):
        return []
    content: list[Any] = copy.content.reveal()
    return content


def _report(number: UUID) -> LegalReport:
    try:
        return legal_reports.one(number)
    except LegalReport.DoesNotExist:
        raise Http404 from None


def _authority(case: Case, reference: str) -> Recipient:
    for each in legal_reports.authorities(case.controller_id):
        if each.reference == reference:
            return each
    raise Http404


def _after(request: AuthenticatedRequest) -> UUID | None:
    try:
        return UUID(request.GET["after"]) if "after" in request.GET else None
    except ValueError:
        raise Http404 from None
