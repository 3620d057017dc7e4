"""Deciding one record of a request: grant, or refuse with ground, law, reasons and day."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import record_classes
from personal_data.purposes import Purpose
from privacy.dpo.requests.forms import NothingForm, RefuseForm
from privacy.dpo.requests.pages import get_request
from privacy.dpo.requests.steps import trail_to
from privacy.models import DataSubjectRequest, RequestItem
from privacy.policies.erasure_proposals import GRANT, Proposal
from privacy.selectors import requests, scope
from privacy.services.requests import decisions

_decides = require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)


@require_http_methods(["GET", "HEAD", "POST"])
@_decides
def grant(request: AuthenticatedRequest, reference: str, number: str) -> HttpResponse:
    """Decide that the record is erased."""
    found, item = _item(reference, int(number))
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            decisions.grant(item=item, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Decided: the record is erased."))
            return redirect("dpo-request", reference=reference)
    return _render(request, "dpo/requests/grant.html", found, item, int(number), form)


@require_http_methods(["GET", "HEAD", "POST"])
@_decides
def refuse(request: AuthenticatedRequest, reference: str, number: str) -> HttpResponse:
    """Decide that the record stays: on which ground, why and until when."""
    found, item = _item(reference, int(number))
    proposed = _proposed(found, item)
    form = RefuseForm(request.POST if request.method == "POST" else None, initial=_initial(proposed))
    if form.is_valid():
        try:
            requests.consult(found)
            decisions.refuse(item=item, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Decided: the record stays for now."))
            return redirect("dpo-request", reference=reference)
    return _render(request, "dpo/requests/refuse.html", found, item, int(number), form)


def _item(reference: str, number: int) -> tuple[DataSubjectRequest, RequestItem]:
    found = get_request(reference)
    items = list(found.items.select_related("request__controller").order_by("number", "id"))
    if not 1 <= number <= len(items):
        raise Http404(_("The request has no record of that number."))
    return found, items[number - 1]


def _proposed(found: DataSubjectRequest, item: RequestItem) -> Proposal:
    known = {each.envelope.id: each.proposal for each in scope.erasure_scope(found.subject)}
    return known.get(item.item_envelope, GRANT)


def _initial(proposed: Proposal) -> dict[str, Any]:
    return {
        "ground": proposed.ground,
        "citation": proposed.citation,
        "until": proposed.until,
        "review_on": proposed.review_on,
    }


def _render(
    request: AuthenticatedRequest, template: str, found: DataSubjectRequest, item: RequestItem, number: int, form: Any
) -> HttpResponse:
    context = {
        "subject_request": found,
        "item": item,
        "number": number,
        "kind": record_classes.get(item.record_class).label,
        "form": form,
        "trail": trail_to(found),
    }
    return render(request, template, context)
