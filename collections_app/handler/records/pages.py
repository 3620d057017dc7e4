"""The pages of records beside the cases, the same at each desk: list, new, one."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import AuthenticatedRequest
from collections_app.handler import access
from collections_app.handler.records.desks import ENQUIRIES, RecordDesk, controller_of, status_of, today_at
from collections_app.handler.records.forms import RecordForm, labels
from collections_app.models import CaseStatus
from collections_app.models.records import KeptRecord
from collections_app.record_kinds import Kind, of_record
from collections_app.selectors import case_file, records
from collections_app.services.records import clocks, keeping
from personal_data import envelopes
from personal_data.models import Controller


def listed(desk: RecordDesk, request: AuthenticatedRequest) -> HttpResponse:
    """Everything at the desk, newest first, and the way to a new one. Opens nothing."""
    asked = request.GET.get("kind", "")
    kinds = [kind for kind in desk.kinds if kind.name == asked] or desk.kinds
    found = records.listed(kinds, before=request.GET.get("before", ""))
    shown = found[: records.PAGE]
    context = {
        "desk": desk,
        "records": [_line(desk, record) for record in shown],
        "more": shown[-1].reference if len(found) > len(shown) else "",
        "kinds": [{"name": each.name, "title": each.model._meta.verbose_name} for each in desk.kinds],
        "asked": asked,
        "new": _new(desk),
        "gathered": [_gathered(desk, kind) for kind in desk.gathered if records.gatherings(kind)],
    }
    return render(request, "handler/records/list.html", context)


def new(desk: RecordDesk, request: AuthenticatedRequest, kind: str, controller: str) -> HttpResponse:
    """A new record of somebody who has no case here."""
    wanted, of = desk.kind(kind), controller_of(controller)
    if not wanted.by_itself:
        raise Http404
    form = RecordForm(request.POST if request.method == "POST" else None, kind=wanted, today=today_at(of))
    if form.is_valid() and (made := _entered(request, wanted, of, form)):
        return redirect(desk.url("one", reference=made.reference))
    return _form(request, desk, wanted, of, form)


def of_case(desk: RecordDesk, request: AuthenticatedRequest, case: str) -> HttpResponse:
    """The records that were entered on a case, and the way to a new one."""
    found = access.get_case(case)
    kept = clocks.kept_by(found.controller)
    context = {
        "desk": desk,
        "case": found,
        "records": [_line(desk, record) for record in records.of_case(case)],
        "new": [
            {"title": kind.model._meta.verbose_name, "url": desk.url("on-case", kind=kind.name, case=case)}
            for kind in desk.kinds
            if kind.on_case and kind.record_class.name in kept and found.status == CaseStatus.OPEN
        ],
    }
    return render(request, "handler/records/of_case.html", context)


def on_case(desk: RecordDesk, request: AuthenticatedRequest, kind: str, case: str) -> HttpResponse:
    """A new record of a debtor, on the page of a case."""
    wanted, found = desk.kind(kind), access.get_case(case)
    if not wanted.on_case:
        raise Http404
    parts = [] if wanted.of_its_own else list(found.case_debtors.select_related("debtor__subject"))
    envelopes.prepare_to_write([found])
    sent = request.POST if request.method == "POST" else None
    form = RecordForm(sent, kind=wanted, parts=parts, today=today_at(found.controller))
    if form.is_valid() and (made := _entered(request, wanted, found.controller, form, case_reference=case)):
        return redirect(desk.url("one", reference=made.reference))
    return _form(request, desk, wanted, found.controller, form, case=found, one_url=desk.url("of-case", case=case))


def one(desk: RecordDesk, request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One record, opened."""
    record = desk.record(reference)
    kind = of_record(record)
    try:
        records.consult(record)
    except envelopes.Gone:
        raise Http404 from None
    called = labels(kind)
    with timezone.override(ZoneInfo(record.controller.time_zone)):
        context = {
            "desk": desk,
            "record": record,
            "kind": kind,
            "title": record._meta.verbose_name,
            "picked": [(called[name], getattr(record, f"get_{name}_display")()) for name in kind.picks],
            "texts": [(called[name], getattr(record, name)) for name in kind.texts],
            "staff": case_file.staff_names([record.entered_by]).get(record.entered_by, ""),
            "has_case": bool(record.case_reference) and case_file.is_there(record.case_reference),
            "until_url": desk.url("until", reference=reference) if desk is ENQUIRIES else "",
            "improve_url": desk.url("improve", reference=reference) if kind.name == "chat" else "",
            "may_end": bool(kind.ends) and record.ended_on is None,
            "end_url": desk.url("end", reference=reference),
            "list_url": desk.url("list"),
        }
        return render(request, "handler/records/record.html", context)


def _entered(
    request: AuthenticatedRequest, kind: Kind, controller: Controller, form: RecordForm, *, case_reference: str = ""
) -> KeptRecord | None:
    entry = form.entry(case_reference=case_reference)
    try:
        made = keeping.enter(kind=kind, controller=controller, entry=entry, by=request.user.pk, at=timezone.now())
    except ValidationError as refusal:
        field = _FIELD_OF.get(refusal.code or "")
        form.add_error(field if field in form.fields else None, refusal)
        return None
    messages.success(request, _("%(reference)s is sealed.") % {"reference": made.reference})
    return made


def _form(
    request: AuthenticatedRequest, desk: RecordDesk, kind: Kind, controller: Controller, form: RecordForm, **more: Any
) -> HttpResponse:
    context = {
        "desk": desk,
        "controller": controller,
        "form": form,
        "title": kind.model._meta.verbose_name,
        "list_url": desk.url("list"),
        "case": None,
        "one_url": "",
        **more,
    }
    return render(request, "handler/records/new.html", context, status=status_of(form))


def _line(desk: RecordDesk, record: KeptRecord) -> dict[str, Any]:
    return {
        "record": record,
        "title": record._meta.verbose_name,
        "url": desk.url("one", reference=record.reference),
    }


def _new(desk: RecordDesk) -> list[dict[str, Any]]:
    """The controllers with the kinds that each of them may keep of somebody without a case."""
    found = []
    for controller in records.controllers():
        kept = clocks.kept_by(controller)
        links = [
            {
                "title": kind.model._meta.verbose_name,
                "url": desk.url("new", kind=kind.name, controller=controller.reference),
            }
            for kind in desk.kinds
            if kind.by_itself and kind.record_class.name in kept
        ]
        found.append({"controller": controller, "links": links})
    return [each for each in found if each["links"]]


def _gathered(desk: RecordDesk, kind: Kind) -> dict[str, Any]:
    houses = {each.reference: each for each, _name in records.gatherings(kind)}
    return {
        "title": kind.model._meta.verbose_name_plural,
        "links": [
            {"controller": house, "url": desk.url("end-all", kind=kind.name, controller=reference)}
            for reference, house in houses.items()
        ],
    }


# What is wrong with a record -> the field where it is mended.
_FIELD_OF = {
    "begins_in_future": "began_on",
    "expiry_missing": "expires_on",
    "expires_before_it_began": "expires_on",
}
