"""Batches for suppliers of direct marketing: how many persons one would reach, then the file, and the log of each."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Recipient, SecrecyCheck
from collections_app.policies.marketing import LeftOut
from collections_app.selectors import marketing
from collections_app.services.disclosing import marketing as batches
from collections_app.services.disclosing import transfer_limits
from collections_app.services.disclosing.refusals import REFUSALS
from personal_data.posted import PostForm
from personal_data.purposes import Purpose

_LEFT_OUT = {
    LeftOut.OPTED_OUT: _("have said no to marketing"),
    LeftOut.RESTRICTED: _("are restricted, or something else stops the use of their data"),
    LeftOut.IN_DISPUTE: _("dispute a claim, or are in legal proceedings"),
    LeftOut.PROTECTED: _("have a protected identity"),
    LeftOut.NO_CUSTOMER: _("are guarantors, or have no open case: the notice speaks of customers"),
    LeftOut.NO_PERSON: _("are businesses"),
    LeftOut.AGE_UNKNOWN: _("are of unknown age"),
    LeftOut.MINOR: _("are minors"),
    LeftOut.NO_CONTACT: _("have no such way of contact"),
}


class BatchForm(PostForm):
    """By which way of contact, and which part."""

    contact = forms.ChoiceField(
        label=_("Way of contact"),
        choices=[("letter", _("letter")), ("phone", _("telephone or SMS")), ("email", _("e-mail"))],
    )
    part = forms.TypedChoiceField(label=_("Part"), coerce=int)
    secrecy_check = forms.ChoiceField(
        label=_("Does a duty of secrecy stand against it?"), choices=SecrecyCheck.choices, required=False
    )

    def __init__(self, *args: object, parts: range, checks_secrecy: bool) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # Django's own, passed on
        part = self.fields["part"]
        assert isinstance(part, forms.TypedChoiceField)
        part.choices = [(number, str(number)) for number in parts]
        if not checks_secrecy:
            del self.fields["secrecy_check"]


@require_GET
@require(Permission.MARKETING_EXPORT, purpose=Purpose.MARKETING)
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """The suppliers of direct marketing."""
    return render(request, "handler/marketing/list.html", {"suppliers": marketing.suppliers()})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MARKETING_EXPORT, purpose=Purpose.MARKETING)
def supplier(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say whom a batch of today would reach; on a POST make the part that is asked for."""
    recipient = _supplier(reference)
    extent = marketing.extent(recipient.controller)
    checks_secrecy = transfer_limits.of(recipient.controller.reference).checks_secrecy
    sent = (request.POST,) if request.method == "POST" else ()
    form = BatchForm(*sent, parts=extent.parts, checks_secrecy=checks_secrecy)
    if form.is_valid():
        try:
            file = batches.make(recipient=recipient, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
            return redirect("handler-marketing-supplier", reference=reference)
        answer = HttpResponse(file.content, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{file.batch.reference}.csv"'
        return answer
    stops = batches.refusal(recipient, "letter", at=timezone.now(), secrecy_check=SecrecyCheck.CLEARED)
    context = {
        "recipient": recipient,
        "extent": extent,
        "left_out": [(extent.left_out.get(code, 0), words) for code, words in _LEFT_OUT.items()],
        "refusal": REFUSALS[stops] if stops else "",
        "form": form,
        "size": marketing.PART,
        "batches": [(batch, _counted(batch.left_out)) for batch in marketing.log(recipient)],
    }
    return render(request, "handler/marketing/supplier.html", context)


def _counted(left_out: Mapping[str, int]) -> list[tuple[int, object]]:
    """Who was left out of a batch, by reason, in the order in which the reasons are told."""
    return [(left_out[code], words) for code, words in _LEFT_OUT.items() if left_out.get(code)]


def _supplier(reference: str) -> Recipient:
    try:
        return marketing.supplier(reference)
    except Recipient.DoesNotExist:
        raise Http404 from None
