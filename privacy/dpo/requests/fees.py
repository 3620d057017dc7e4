"""The fee for a further copy at the DPO's desk: told, agreed to outside the portal, or waived."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import envelopes
from personal_data.posted import PostForm, takes
from personal_data.purposes import Purpose
from privacy.dpo.requests.pages import get_request
from privacy.dpo.requests.steps import trail_to
from privacy.models import Channel, DataSubjectRequest, RequestStatus
from privacy.selectors import copy_fees
from privacy.services.copies import fees


class FeeForm(PostForm):
    """Why this copy costs a fee."""

    beside = frozenset({"step", "channel"})

    reason = forms.CharField(
        label=_("Why does it cost a fee?"),
        help_text=_("The person reads this. Say which copy they have already, and when they got it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason; the person is told it.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
@takes(*FeeForm.beside, *FeeForm.base_fields)
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What a further copy would cost, and what the person said to it."""
    found = get_request(reference)
    step = request.POST.get("step", "")
    form = FeeForm(request.POST if step == "tell" else None)
    error = ""
    act, done = _acts(request, found, form).get(step, (None, ""))
    if act is not None and (step != "tell" or form.is_valid()):
        try:
            act()
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            messages.success(request, str(done))
            return redirect("dpo-request-copy-fee", reference=reference)
    fee = copy_fees.of_request(found)
    if fee is not None:
        envelopes.open([fee])
    context = {
        "subject_request": found,
        "form": form,
        "fee": fee,
        "tariff": copy_fees.tariff(found.controller),
        "before": copy_fees.same_copy_before(found),
        "is_decidable": found.status == RequestStatus.UNDER_REVIEW,
        "channels": [each for each in Channel if each != Channel.PORTAL],
        "error": error,
        "trail": trail_to(found),
    }
    return render(request, "dpo/requests/fee.html", context, status=422 if error or form.errors else 200)


_Acts = dict[str, tuple[Callable[[], Any], str | Promise]]


def _acts(request: AuthenticatedRequest, found: DataSubjectRequest, form: FeeForm) -> _Acts:
    """What each button does, and what is said when it is done."""
    now = timezone.now()

    def tell() -> Any:
        return fees.propose(request=found, reason=form.cleaned_data["reason"], by=request.user.pk, at=now)

    def agree() -> Any:
        return fees.accept(request=found, channel=_channel(request), at=now)

    return {
        "tell": (tell, _("The person is told in the portal. If they asked in another way, tell them that way today.")),
        "agree": (agree, _("Noted. The copy can be given.")),
        "waive": (lambda: fees.waive(request=found, at=now), _("The copy is free; the person sees that.")),
    }


def _channel(request: AuthenticatedRequest) -> Channel:
    said = request.POST.get("channel", "")
    if said not in Channel.values or said == Channel.PORTAL:
        raise ValidationError(_("Choose how the person agreed."))
    return Channel(said)
