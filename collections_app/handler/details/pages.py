"""What is known of the debtors of a case, with who told it; entering more; looking at what has stopped collection."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access
from collections_app.handler.details.forms import DetailForm
from collections_app.models import Case, Detail
from collections_app.policies import details as rules
from collections_app.selectors import case_file, details
from collections_app.services.details import entering, terms
from personal_data.posted import takes
from personal_data.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Line:
    """A detail as a member of staff sees it; ``is_shown`` says whether they may read what it says,
    ``is_of_use`` whether the notice lets it be used for collection at all."""

    detail: Detail
    source: str
    is_shown: bool
    is_of_use: bool
    is_stale: bool
    may_review: bool
    by: str


@require_GET
@require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def of_case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Every detail of the debtors of a case, newest first."""
    case = access.get_case(reference)
    file = access.consult(case)
    debtors = [part.debtor for part in file.parties]
    rows = details.of_debtors(debtors)
    details.open_from_before(rows, debtors)
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        context = {"case": case, "lines": _lines(request, case, rows), "several": len(file.parties) > 1}
        return render(request, "handler/details/of_case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def enter(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A new detail of a debtor of the case."""
    case = access.get_case(reference)
    allowed = terms.of(case.controller.reference)
    file = access.consult(case)
    sent = request.POST if request.method == "POST" else None
    form = DetailForm(sent, terms=allowed, parts=file.parties, today=_today(case))
    if form.is_valid():
        try:
            entering.enter(case=case, debtor=form.debtor(), said=form.said(), by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(_FIELD_OF.get(refusal.code or ""), refusal)
        else:
            messages.success(request, _("It is sealed, with who told it."))
            return redirect("handler-case-details", reference=reference)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "handler/details/new.html", {"case": case, "form": form.named()}, status=status)


@require_POST
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
@takes("finding")
def review(request: AuthenticatedRequest, reference: str, detail: str) -> HttpResponse:
    """Somebody has looked at a hit in a register: collection may go on as it allows."""
    case = access.get_case(reference)
    try:
        found, finding = access.get_detail(case, detail), request.POST.get("finding", "")
        entering.review(case=case, detail=found, at=timezone.now(), finding=finding)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("It has been looked at; collection may go on as it allows."))
    return redirect("handler-case-details", reference=reference)


def _lines(request: AuthenticatedRequest, case: Case, rows: list[Detail]) -> list[Line]:
    allowed, today = terms.of(case.controller.reference), _today(case)
    staff = case_file.staff_names({each.by for each in rows if each.by})
    texts = {each.key: str(each.text) for each in allowed.suppliers}
    return [
        Line(
            each,
            texts.get(each.source_key, each.source_key),
            allowed.serves_collection(each.kind) and _may_read(request, each),
            allowed.serves_collection(each.kind),
            entering.is_stale(each, on=today),
            each.kind in rules.HITS and each.reviewed_on is None,
            staff.get(each.by, "") if each.by else "",
        )
        for each in rows
    ]


def _may_read(request: AuthenticatedRequest, detail: Detail) -> bool:
    """What the police told is for few (GDPR art. 10); what was told in confidence for those who work the case."""
    if detail.is_guarded:
        return request.user.may(Permission.DETAILS_GUARDED)
    return detail.kind not in rules.CONFIDENTIAL or request.user.may(Permission.DETAILS_CONFIDENTIAL)


def _today(case: Case) -> date:
    return timezone.localdate(timezone=ZoneInfo(case.controller.time_zone))


# What is wrong with a detail -> the field where it is mended.
_FIELD_OF = {
    "category_not_named": "kind",
    "of_persons_only": "kind",
    "of_businesses_only": "kind",
    "source_not_named": "source",
    "not_from_there": "source",
    "value_missing": "value",
    "name_unknown": "told_by",
    "name_missing": "told_by",
    "authority_missing": "authority",
    "no_earlier_case": "told_by",
    "edition_missing": "edition",
    "number_unknown": "value",
    "language_unknown": "value",
    "need_missing": "why",
    "in_future": "obtained_on",
    "ends_before_it_began": "until",
}
