"""The copy of a person's data at the DPO's desk: give it or refuse it, follow how it is made, print it for the post."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from privacy import tasks
from privacy.dpo.requests.forms import NothingForm, RefuseCopyForm
from privacy.dpo.requests.pages import get_request
from privacy.dpo.requests.steps import trail_to
from privacy.models import AccessCopy, CopyPart, DataSubjectRequest, Right
from privacy.policies.copies import portable
from privacy.policies.copies.cuts import applied
from privacy.policies.copies.words import of_ending
from privacy.policies.held_records import HeldRecord, Holdings
from privacy.policies.withheld import WITHHELD_BECAUSE
from privacy.selectors import copy_cuts, holdings, packs
from privacy.services.copies import delivery, ordering

_decides = require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
_asked = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Listed:
    """One record as it will stand in the copy, without what it says."""

    record: HeldRecord
    entries: int
    files: int
    ends: str
    withheld: tuple[tuple[str | Promise, str | Promise, int], ...]
    """What is withheld in it: the label, the reason, how often."""


@_asked
@_decides
def give(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Decide that the person gets the copy: shows what will be in it and what is withheld, and why."""
    found = get_request(reference)
    cuts = copy_cuts.standing(found)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ordering.grant(request=found, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if cuts:
                messages.success(request, _("The copy waits for the second person, who approves what is left out."))
            else:
                tasks.hand_over(reference)
                messages.success(request, _("The copy is being made; this page shows how far it is."))
            return redirect("dpo-request", reference=reference)
    held = holdings.of_subject(found.subject, at=timezone.now(), is_cut=False)
    shown = replace(held, records=applied(held.records, copy_cuts.of_request(found)))
    if found.right == Right.PORTABILITY:
        shown = portable.of(shown, packs.pack_of(found.controller))
    more = {"records": list(_listed(shown)), "cuts": len(cuts), "is_taken_along": found.right == Right.PORTABILITY}
    return _render(request, "dpo/requests/give_copy.html", found, form, **more)


@_asked
@_decides
def refuse(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Refuse the copy as a whole; a second person approves."""
    found = get_request(reference)
    form = RefuseCopyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ordering.refuse(request=found, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The refusal waits for the second person."))
            return redirect("dpo-request", reference=reference)
    return _render(request, "dpo/requests/refuse_copy.html", found, form)


@require_GET
@_decides
def download(request: AuthenticatedRequest, reference: str, part: str) -> HttpResponseBase:
    """One part of the copy, to be printed and posted; checked again, and on record."""
    found = get_request(reference)
    now = timezone.now()
    try:
        delivery.checked(request=found, at=now)
        with transaction.atomic():
            content = delivery.download(request=found, part=CopyPart(part), by=request.user.pk, by_person=False, at=now)
    except (AccessCopy.DoesNotExist, ValidationError):
        tasks.hand_over(reference)
        messages.error(request, _("The copy was no longer true, or its time is over. Look here again in a moment."))
        return redirect("dpo-request", reference=reference)
    answer = StreamingHttpResponse(content, content_type=delivery.MEDIA_TYPES[CopyPart(part)])
    answer["Content-Disposition"] = f'attachment; filename="{reference}.{part}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _listed(held: Holdings) -> Iterator[Listed]:
    for record in held.records:
        withheld = Counter(
            (str(each.label), each.withheld) for each in record.data() if each.withheld is not None
        ) + Counter((_("File"), each.withheld) for each in record.files() if each.withheld is not None)
        told = tuple(
            (label, WITHHELD_BECAUSE[reason].says, times) for (label, reason), times in sorted(withheld.items())
        )
        yield Listed(record, len(record.rows), len(list(record.files())), of_ending(record.ending), told)


def _render(
    request: AuthenticatedRequest, template: str, found: DataSubjectRequest, form: Any, **more: Any
) -> HttpResponse:
    context = {
        "subject_request": found,
        "form": form,
        "trail": trail_to(found),
        "back": reverse("dpo-request", args=[found.reference]),
        **more,
    }
    return render(request, template, context)
