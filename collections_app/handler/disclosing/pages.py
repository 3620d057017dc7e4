"""Passing data of a case on: to whom, then what, then a look at what leaves, then it goes into the register."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app import wording
from collections_app.handler import access
from collections_app.handler.disclosing.forms import DiscloseForm
from collections_app.models import Case, Recipient
from collections_app.selectors import disclosable
from collections_app.selectors import recipients as kept
from collections_app.services.disclosing import checks, disclosures, recipients
from personal_data.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Choice:
    """A recipient, how it is called, and why nothing may go to it today."""

    recipient: Recipient
    name: str
    refusal: str | Promise


@require_GET
@require(Permission.DISCLOSURES_MAKE, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def choose(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """To whom: every recipient of the controller, and of those to whom nothing may go today, why."""
    case = access.get_case(reference)
    known = kept.for_case(case)
    names = recipients.names(known)
    now = timezone.now()
    choices = [Choice(each, names[each.pk], checks.against(each, at=now)) for each in known]
    return render(request, "handler/disclosures/choose.html", {"case": case, "choices": choices})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DISCLOSURES_MAKE, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def disclose(request: AuthenticatedRequest, reference: str, to: str) -> HttpResponse:
    """What: first the data are chosen, then shown as they would leave, then passed on."""
    case = access.get_case(reference)
    recipient = _recipient(case, to)
    form = DiscloseForm(
        request.POST if request.method == "POST" else None, recipient=recipient, debtors=disclosable.debtors_of(case)
    )
    entries: list[Any] = []
    if form.is_valid():
        try:
            if request.POST.get("step") == "disclose":
                disclosures.disclose(case=case, wanted=form.wanted(), by=request.user.pk, at=timezone.now())
                messages.success(request, _("The data are passed on; the register of disclosures says so."))
                return redirect("handler-case", reference=reference)
            entries = disclosures.preview(case=case, wanted=form.wanted(), at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "case": case,
        "recipient": recipient,
        "name": recipients.names([recipient])[recipient.pk],
        "refusal": checks.against(recipient, at=timezone.now()),
        "form": form,
        "entries": wording.of_entries(entries),
    }
    return render(request, "handler/disclosures/disclose.html", context)


def _recipient(case: Case, reference: str) -> Recipient:
    try:
        found = kept.by_reference(reference)
    except Recipient.DoesNotExist:
        raise Http404 from None
    if found.controller_id != case.controller_id:
        raise Http404
    return found
