"""What is left out of a copy by hand: who decides chooses it; second person and DPO read it with its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import envelopes
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.dpo.requests.cut_forms import LeaveOutForm
from privacy.dpo.requests.pages import get_request
from privacy.dpo.requests.steps import trail_to
from privacy.models import CopyCut, DataSubjectRequest, RequestStatus
from privacy.policies.held_records import Holdings
from privacy.selectors import copy_cuts, holdings
from privacy.services.copies import cuts as cutting

_asked = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One part with what stands there, which words of it go, and why."""

    cut: CopyCut
    where: str
    label: str | Promise
    text: str
    words: tuple[str, ...]
    facts: str


@_asked
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
@takes("cut")
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Every part that is left out; whoever decides may take one back."""
    found = get_request(reference)
    may_decide = request.user.may(Permission.REQUESTS_DECIDE) and found.status == RequestStatus.UNDER_REVIEW
    error = ""
    if request.method == "POST" and may_decide:
        try:
            cutting.take_back(request=found, cut=UUID(request.POST.get("cut", "")), at=timezone.now())
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        except ValueError:
            error = _("Choose which part is shown after all.")
        else:
            messages.success(request, _("The part is shown after all."))
            return redirect("dpo-request-copy-cuts", reference=reference)
    cuts = copy_cuts.standing(found)
    envelopes.open(cuts)
    held = holdings.of_subject(found.subject, at=timezone.now(), is_cut=False) if cuts else None
    context = {
        "subject_request": found,
        "parts": [_left_out(cut, held) for cut in cuts] if held else [],
        "may_decide": may_decide,
        "error": error,
        "trail": trail_to(found),
    }
    return render(request, "dpo/requests/cuts.html", context, status=422 if error else 200)


@_asked
@require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
def leave_out(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Leave out one field or file, or words of a text."""
    found = get_request(reference)
    held = holdings.of_subject(found.subject, at=timezone.now(), is_cut=False)
    form = LeaveOutForm(request.POST if request.method == "POST" else None, parts=list(_choices(held)))
    if form.is_valid():
        try:
            cutting.leave_out(request=found, by=request.user.pk, at=timezone.now(), **form.values())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The part is left out when a second person has approved it."))
            return redirect("dpo-request-copy-cuts", reference=reference)
    return render(request, "dpo/requests/leave_out.html", _step(found, form))


def _step(found: DataSubjectRequest, form: LeaveOutForm) -> dict[str, object]:
    back = reverse("dpo-request-copy-cuts", args=[found.reference])
    trail = [*trail_to(found), (_("Left out by hand"), back)]
    return {"subject_request": found, "form": form, "trail": trail, "back": back}


def _choices(held: Holdings) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each record with its parts: a code of row and field, and words to know it by."""
    for record in held.records:
        parts = [
            (f"{row.id}:{datum.field}", f"{row.kind} · {datum.label}: {str(datum.says or datum.value)[:60]}")
            for row in record.rows
            for datum in row.data
            if datum.value is not None
        ]
        parts += [
            (f"{file.id}:{file.kind}", _("File, %(media_type)s") % {"media_type": file.media_type})
            for file in record.files()
            if file.withheld is None
        ]
        if parts:
            yield f"{record.record_class.label} {record.reference}".strip(), parts


def _left_out(cut: CopyCut, held: Holdings) -> LeftOut:
    facts = str(cut.facts.reveal())
    for record in held.records:
        where = f"{record.record_class.label} {record.reference}".strip()
        for row in record.rows:
            for datum in row.data:
                if (row.id, datum.field) == (cut.row, cut.field):
                    text = str(datum.says or datum.value or "")
                    pairs = zip(cut.spans[::2], cut.spans[1::2], strict=True)
                    return LeftOut(cut, where, datum.label, text, tuple(text[a:b] for a, b in pairs), facts)
        if any(file.id == cut.row for file in record.files()):
            return LeftOut(cut, where, _("File"), "", (), facts)
    return LeftOut(cut, _("The record has been erased."), "", "", (), facts)
