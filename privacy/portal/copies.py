"""One request in the portal: what happened with it, and the copy that can be downloaded."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from personal_data import envelopes
from personal_data.posted import takes
from privacy import tasks
from privacy.models import AccessCopy, Channel, CopyPart, CopyState, DataSubjectRequest, Right
from privacy.portal import request_course
from privacy.portal.access import DebtorRequest, debtor_only, open_to_all
from privacy.portal.asking import ASKING
from privacy.portal.request_course import Course, Happened
from privacy.selectors import copy_page, erasure_proofs, requests
from privacy.services import answers
from privacy.services import receiving as requests_service
from privacy.services.copies import delivery, fees, progress
from privacy.services.copies import schema as copy_schema
from privacy.services.requests import further_words


@require_GET
@debtor_only()
def request_page(request: DebtorRequest, reference: str) -> HttpResponse:
    """One request of one's own: how far it is, its copy, and what happened when."""
    found = _own(request, reference)
    envelopes.open([found])
    copy = copy_page.of_request(found, today=_today(found))
    (course,) = request_course.of_requests([found])
    context: dict[str, Any] = {
        "subject_request": found,
        "next": course.next,
        "copy": copy,
        "entries": _timeline(course),
        "decisions": answers.told(found),
        "proofs": erasure_proofs.of_request(found),
        "question": ASKING[Right(found.right)].question if further_words.may_add(found) else "",
    }
    if copy is not None and copy.copy is not None and copy.state == CopyState.ORDERED:
        address = reverse("portal-request", args=[reference])
        context["progress"] = progress.shown(copy.copy.pk, url=address, target="#copy")
    return render(request, "portal/request.html", context)


@require_GET
@debtor_only()
def download(request: DebtorRequest, reference: str, part: str) -> HttpResponseBase:
    """One part of the copy. What has been erased, restricted or changed since is not handed out; it is made anew."""
    found, now = _own(request, reference), timezone.now()
    try:
        copy = delivery.checked(request=found, at=now)
        if copy.state == CopyState.ORDERED:
            return _made_anew(request, reference)
        with transaction.atomic():
            content = delivery.download(request=found, part=CopyPart(part), by=found.subject_id, by_person=True, at=now)
    except (AccessCopy.DoesNotExist, ValidationError):
        messages.error(request, _("The copy is not here any more."))
        return redirect("portal-request", reference=reference)
    answer = StreamingHttpResponse(content, content_type=delivery.MEDIA_TYPES[CopyPart(part)])
    answer["Content-Disposition"] = f'attachment; filename="{reference}.{part}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
@debtor_only()
@takes("answer")
def answer_fee(request: DebtorRequest, reference: str) -> HttpResponse:
    """Say yes to what a further copy costs, or take the request back: nothing is made and nothing is owed."""
    found, now = _own(request, reference), timezone.now()
    try:
        if request.POST.get("answer") == "yes":
            fees.accept(request=found, channel=Channel.PORTAL, at=now)
            messages.success(request, _("You have said yes. We make the copy and send you an invoice."))
        else:
            requests_service.withdraw(request=found, by=found.subject_id, at=now)
            messages.success(request, _("You have taken the request back. It costs nothing."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("portal-request", reference=reference)


@require_GET
@open_to_all
def schema(request: HttpRequest) -> HttpResponse:
    """The published JSON Schema of the copy, for whoever reads it with a program."""
    return HttpResponse(copy_schema.text(), content_type="application/schema+json")


def _made_anew(request: DebtorRequest, reference: str) -> HttpResponse:
    tasks.hand_over(reference)
    messages.info(
        request, _("Something was changed or erased after the copy was made. We make it anew; that takes a moment.")
    )
    return redirect("portal-request", reference=reference)


def _own(request: DebtorRequest, reference: str) -> DataSubjectRequest:
    found = requests.of_subjects([request.debtor.subject_id]).select_related("controller", "subject")
    found = found.prefetch_related(*request_course.with_course())
    own = found.filter(reference=reference).first()
    if own is None:
        raise Http404
    return own


def _timeline(course: Course) -> list[Happened]:
    """What happened, newest first; no member of staff is named."""
    downloads = [
        Happened(
            each.at,
            "down",
            _("Downloaded: %(part)s") % {"part": each.get_part_display()},
            by=_("you") if each.by_person else _("us, to send it to you"),
        )
        for each in course.request.downloads.all()
    ]
    return sorted([*course.timeline, *downloads], key=lambda entry: entry.at, reverse=True)


def _today(found: DataSubjectRequest) -> date:
    return timezone.localdate(timezone=ZoneInfo(found.controller.time_zone))
