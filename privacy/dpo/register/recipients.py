"""Recipients at the DPO's desk: who they are, and the agreements and mechanisms without which nothing goes to them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Recipient, RecipientSafeguard
from collections_app.selectors import recipients as kept
from collections_app.selectors import support_sessions
from collections_app.services.disclosing import checks, recipients
from personal_data import reach
from personal_data.models import Controller
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.dpo.register.forms import ContactForm, EndForm, RecipientForm, RecipientsForm, SafeguardForm

_keeps = require(Permission.RECIPIENTS_KEEP, purpose=Purpose.SUPERVISION)


@dataclass(frozen=True, slots=True)
class Shown:
    """A recipient, how it is called, and why nothing may go to it today."""

    recipient: Recipient
    name: str
    refusal: str | Promise


@require_GET
@require(Permission.DISCLOSURES_VIEW, purpose=Purpose.SUPERVISION)
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """Every recipient, and of each whether anything may go to it today."""
    form = RecipientsForm(request.GET)
    found = kept.listed(**form.wish())
    names = recipients.names(found)
    now = timezone.now()
    context = {
        "form": form,
        "rows": [Shown(each, names[each.pk], checks.against(each, at=now)) for each in found],
        "renewals": kept.to_renew(at=now),
        "controllers": list(Controller.objects.filter(reach.within("pk")).order_by("name")),
    }
    return render(request, "dpo/recipients/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def add(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Enter a recipient of one controller."""
    of = Controller.objects.filter(reach.within("pk"), reference=controller).first()
    if of is None:
        raise Http404
    form = RecipientForm(request.POST if request.method == "POST" else None, controller=of)
    if form.is_valid():
        try:
            made = recipients.register(controller=of, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The recipient is entered. Add what has to be in place before data go there."))
            return redirect("dpo-recipient", reference=made.reference)
    return render(request, "dpo/recipients/add.html", {"controller": of, "form": form, "trail": _trail()})


@require_GET
@require(Permission.DISCLOSURES_VIEW, purpose=Purpose.SUPERVISION)
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One recipient with what is in place for it."""
    return _show(request, _recipient(reference), SafeguardForm())


@require_POST
@_keeps
def add_safeguard(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Enter an agreement or a transfer mechanism."""
    recipient = _recipient(reference)
    form = SafeguardForm(request.POST)
    if form.is_valid():
        try:
            recipients.add_safeguard(recipient=recipient, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It is entered."))
            return redirect("dpo-recipient", reference=reference)
    return _show(request, recipient, form)


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def end_safeguard(request: AuthenticatedRequest, reference: str, number: str) -> HttpResponse:
    """Say which day was the last of an agreement or mechanism."""
    recipient = _recipient(reference)
    safeguard = RecipientSafeguard.objects.filter(recipient=recipient, pk=int(number)).first()
    if safeguard is None:
        raise Http404
    initial = {"last_day": _today(recipient)}
    form = EndForm(request.POST) if request.method == "POST" else EndForm(initial=initial)
    if form.is_valid():
        try:
            recipients.end_safeguard(safeguard=safeguard, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Its last day is entered."))
            return redirect("dpo-recipient", reference=reference)
    context = {"recipient": recipient, "safeguard": safeguard, "form": form, "trail": _trail(recipient)}
    return render(request, "dpo/recipients/end_safeguard.html", {**context, "back": _address(recipient)})


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def change_contact(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Enter where letters to a recipient go from now on."""
    recipient = _recipient(reference)
    initial = {"contact": recipients.address_of(recipient)}
    form = ContactForm(request.POST) if request.method == "POST" else ContactForm(initial=initial)
    if form.is_valid():
        recipients.change_contact(recipient=recipient, **form.cleaned_data)
        messages.success(request, _("The address is entered."))
        return redirect("dpo-recipient", reference=reference)
    context = {"recipient": recipient, "form": form, "trail": _trail(recipient), "back": _address(recipient)}
    return render(request, "dpo/recipients/contact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
@takes()
def end(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """End a recipient: says what will happen, then does it."""
    recipient = _recipient(reference)
    context: dict[str, Any] = {"recipient": recipient, "trail": _trail(recipient), "back": _address(recipient)}
    if request.method != "POST":
        return render(request, "dpo/recipients/end.html", context)
    try:
        recipients.end(recipient=recipient, on=_today(recipient))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Nothing more goes to this recipient."))
    return redirect("dpo-recipient", reference=reference)


def _show(request: AuthenticatedRequest, recipient: Recipient, form: SafeguardForm) -> HttpResponse:
    today = _today(recipient)
    context = {
        "recipient": recipient,
        "name": recipients.names([recipient])[recipient.pk],
        "contact": recipients.address_of(recipient),
        "refusal": checks.against(recipient, at=timezone.now()),
        "safeguards": [
            (each, each.valid_from <= today and (each.valid_until is None or each.valid_until >= today))
            for each in recipient.safeguards.order_by("-valid_from", "-pk")
        ],
        "supported": support_sessions.of_recipient(recipient),
        "form": form,
        "trail": _trail(),
    }
    return render(request, "dpo/recipients/recipient.html", context)


def _recipient(reference: str) -> Recipient:
    try:
        return kept.by_reference(reference)
    except Recipient.DoesNotExist:
        raise Http404(_("There is no such recipient.")) from None


def _today(recipient: Recipient) -> date:
    return timezone.localdate(timezone=ZoneInfo(recipient.controller.time_zone))


def _address(recipient: Recipient) -> str:
    return reverse("dpo-recipient", args=[recipient.reference])


def _trail(recipient: Recipient | None = None) -> list[tuple[str, str]]:
    way = [(_("Recipients"), reverse("dpo-recipients"))]
    return way if recipient is None else [*way, (recipient.called, _address(recipient))]
