"""Deciding rectification, restriction and objection at the DPO's desk, and ending what was restricted."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.selectors import names as staff_names
from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.dpo.requests.contested_forms import (
    AnnounceForm,
    CorrectForm,
    GrantForm,
    RefuseContestedForm,
    StatementForm,
)
from privacy.dpo.requests.forms import NothingForm
from privacy.dpo.requests.pages import get_request, today_of
from privacy.dpo.requests.step_words import STEPS
from privacy.dpo.requests.steps import take_step, trail_to
from privacy.models import DataSubjectRequest, PermittedUse, RequestItem
from privacy.selectors import requests as reading
from privacy.selectors import restrictions as standing
from privacy.services.contested import decisions, permitted_uses, rectifying, restrictions

_decides = require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
_asked = require_http_methods(["GET", "HEAD", "POST"])


@_asked
@_decides
def grant(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Do what the person asks: on one of the law's grounds."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        decisions.grant(item=_item(found), **values)

    form = partial(GrantForm, found=get_request(reference))
    return take_step(request, reference, "contested_grant", form, act, _("Decided: we do what the person asks."))


@_asked
@_decides
def refuse(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Refuse, with a ground of the list and the reasons in this case."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        decisions.refuse(item=_item(found), **values)

    form = partial(RefuseContestedForm, found=get_request(reference))
    return take_step(request, reference, "contested_refuse", form, act, _("Decided. A second person approves it."))


@_asked
@_decides
def state(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put the person's own statement beside the record."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        rectifying.add_statement(item=_item(found), **values)

    return take_step(request, reference, "statement", StatementForm, act, _("The statement lies with the record."))


@_asked
@_decides
def announce(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Make the letter that says on which day the restriction ends."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        restrictions.announce(request=found, **values)

    form = partial(AnnounceForm, today=today_of(get_request(reference)))
    done = _("The letter lies ready. The restriction is lifted on its day, once the letter has gone out.")
    return take_step(request, reference, "announce", form, act, done)


@_asked
@_decides
def lift(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Lift what the person was told would be lifted."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        restrictions.lift(request=found, at=values["at"])

    return take_step(request, reference, "lift", NothingForm, act, _("The restriction is lifted."))


@_asked
@require(Permission.REQUESTS_APPROVE, purpose=Purpose.SUBJECT_REQUEST)
def approve_use(request: AuthenticatedRequest, reference: str, number: str) -> HttpResponse:
    """Agree, as the second person, to a use of restricted data for one legal step."""

    def use_of(found: DataSubjectRequest) -> PermittedUse:
        uses = list(PermittedUse.objects.filter(restriction__request=found).order_by("asked_at", "id"))
        if not 1 <= int(number) <= len(uses):
            raise Http404
        return uses[int(number) - 1]

    def act(found: DataSubjectRequest, **values: Any) -> None:
        permitted_uses.approve(use=use_of(found), **values)

    def facts(found: DataSubjectRequest) -> list[tuple[str, str]]:
        use = use_of(found)
        envelopes.open([use])
        asked_by = staff_names([use.asked_by]).get(use.asked_by, "")
        days = ngettext("%(count)d day", "%(count)d days", use.days) % {"count": use.days}
        return [
            (_("What for"), f"{use.get_step_display()}, {use.case_reference}"),
            (_("Why"), use.reason.reveal()),
            (_("How long"), days),
            (_("Asked by"), asked_by),
        ]

    done = _("The use is approved; it ends by itself.")
    return take_step(request, reference, "approve_use", NothingForm, act, done, facts)


@_asked
@_decides
def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Correct the profile: the form begins with what we hold."""
    found = get_request(reference)
    file = reading.consult(found)
    if file.debtor is None:
        raise Http404
    form = CorrectForm(request.POST if request.method == "POST" else None, held=_held(file.debtor))
    if form.is_valid():
        try:
            item = _item(found)
            values, evidence = form.values(), form.cleaned_data["evidence"]
            rectifying.correct(item=item, values=values, evidence=evidence, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Corrected. The history keeps what was there before."))
            return redirect("dpo-request", reference=reference)
    context = {
        "subject_request": found,
        "form": form,
        "words": STEPS["correct"],
        "happens": "dpo/requests/happens/correct.html",
        "trail": trail_to(found),
        "back": reverse("dpo-request", args=[reference]),
    }
    return render(request, "dpo/requests/step.html", context)


@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def restricted(request: AuthenticatedRequest) -> HttpResponse:
    """Every restriction that stands, with its age, and the uses that wait for a second person. Names nobody."""
    context = {"standing": standing.standing(), "waiting": standing.uses_to_approve()}
    return render(request, "dpo/restrictions/list.html", context)


def _item(found: DataSubjectRequest) -> RequestItem:
    item = found.items.select_related("request__controller", "request__subject").first()
    if item is None:
        raise Http404(_("Take the request up first."))
    return item


def _held(debtor: Debtor) -> dict[str, tuple[str, Any]]:
    """What can be corrected in an opened profile: by field the label and the value that we hold."""
    held = {column.name: (str(column.declared.label), getattr(debtor, column.name)) for column in rectifying.columns()}
    return {name: (label, None if value is None else value.reveal()) for name, (label, value) in held.items()}
