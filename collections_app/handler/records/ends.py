"""What becomes of records beside the cases: one ends, or all of a position or portfolio; a chat serves to improve."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import AuthenticatedRequest
from collections_app.handler.records.desks import RecordDesk, controller_of, status_of, today_at
from collections_app.handler.records.forms import FinishAllForm, FinishForm
from collections_app.models.records import EndedBecause, KeptRecord
from collections_app.record_kinds import of_record
from collections_app.selectors import records
from collections_app.services.records import ending, handing_over, improving
from personal_data.posted import expect


def end(desk: RecordDesk, request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """How a record ended: says what will happen, then starts its clock."""
    record = desk.record(reference)
    kind, today = of_record(record), today_at(record.controller)
    form = FinishForm(request.POST if request.method == "POST" else None, kind=kind, today=today)
    if form.is_valid():
        try:
            if form.cleaned_data["because"] == EndedBecause.HIRED:
                return _handed_over(record, on=form.cleaned_data["on"], by=request.user.pk)
            contract = ending.finish(record=record, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("on", refusal)
        else:
            messages.success(request, _("It is noted; the time for which it is kept runs."))
            return redirect(desk.url("one", reference=(contract or record).reference))
    back = desk.url("one", reference=reference)
    context = {
        "desk": desk,
        "record": record,
        "form": form,
        "back": back,
        "list_url": desk.url("list"),
        "may_be_hired": EndedBecause.HIRED in kind.ends,
    }
    return render(request, "handler/records/end.html", context, status=status_of(form))


def _handed_over(record: KeptRecord, *, on: date, by: UUID) -> HttpResponse:
    """The file for the personnel department: the answer to the step after which nothing stays here."""
    content = handing_over.hire(record=record, on=on, by=by, at=timezone.now())
    return JsonResponse(
        content,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{record.reference}.json"'},
    )


def improve(desk: RecordDesk, request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A chat is read to improve the service: the trail says so."""
    record = desk.record(reference)
    if request.method == "POST":
        expect(request.POST, known=())
        try:
            improving.read_for_improvement(record=record)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("The trail says that the chat was read to improve the service."))
    return redirect(desk.url("one", reference=reference))


def end_all(desk: RecordDesk, request: AuthenticatedRequest, kind: str, controller: str) -> HttpResponse:
    """A position was filled or a bid rejected: every record of it ends."""
    wanted, of = desk.kind(kind), controller_of(controller)
    if wanted not in desk.gathered:
        raise Http404
    names = [(name, name) for each, name in records.gatherings(wanted) if each.pk == of.pk]
    sent = request.POST if request.method == "POST" else None
    form = FinishAllForm(sent, kind=wanted, today=today_at(of), names=names)
    if form.is_valid():
        try:
            count = ending.finish_all(kind=wanted, controller=of, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            words = ngettext("%(count)d record has ended.", "%(count)d records have ended.", count)
            messages.success(request, words % {"count": count})
            return redirect(desk.url("list"))
    context = {"desk": desk, "form": form, "title": wanted.model._meta.verbose_name_plural, "back": desk.url("list")}
    return render(request, "handler/records/end_all.html", context, status=status_of(form))
