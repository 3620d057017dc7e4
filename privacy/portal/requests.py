"""Your requests in the portal: what you asked for, how far it is, the letters; and asking for erasure."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from personal_data import envelopes
from privacy.models import Channel, DataSubjectRequest, Letter, LetterKind, Right
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.selectors import requests as own
from privacy.services import letters, requests


class ErasureForm(forms.Form):
    """A request for erasure; nothing has to be given for it."""

    asked = forms.CharField(
        label=gettext_lazy("Is there something that we should know?"),
        help_text=gettext_lazy("You need not give a reason."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_GET
@debtor_only()
def mine(request: DebtorRequest) -> HttpResponse:
    """Each request with its day of answer and its letters that went out."""
    found = list(own.of_subjects([request.debtor.subject_id]))
    envelopes.open(found)
    return render(request, "portal/requests.html", {"requests": [_shown(each) for each in found]})


@require_http_methods(["GET", "HEAD", "POST"])
@debtor_only()
def ask_erasure(request: DebtorRequest) -> HttpResponse:
    """Ask for erasure: says what will happen, then takes the request in."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = timezone.now()
        requests.receive(
            subject=request.debtor.subject,
            right=Right.ERASURE,
            channel=Channel.PORTAL,
            received_on=timezone.localdate(now),
            wording=requests.Wording(asked=form.cleaned_data["asked"], language=get_language() or ""),
            by=request.debtor.subject_id,
            at=now,
        )
        messages.success(request, _("We have your request."))
        return redirect("portal-requests")
    return render(request, "portal/ask_erasure.html", {"form": form})


@require_GET
@debtor_only()
def letter(request: DebtorRequest, letter_id: UUID) -> HttpResponseBase:
    """A letter of one's own that went out."""
    found = (
        Letter.objects.filter(pk=letter_id, sent_at__isnull=False, request__subject_id=request.debtor.subject_id)
        .exclude(kind=LetterKind.RECIPIENT_NOTICE)
        .select_related("request")
        .first()
    )
    if found is None:
        raise Http404
    answer = StreamingHttpResponse(letters.read(found), content_type=letters.PDF)
    answer["Content-Disposition"] = f'attachment; filename="{found.request.reference}-{found.kind}.pdf"'
    return answer


def _shown(found: DataSubjectRequest) -> dict[str, Any]:
    sent = found.letters.filter(sent_at__isnull=False).exclude(kind=LetterKind.RECIPIENT_NOTICE)
    return {"request": found, "letters": list(sent.order_by("sent_at"))}
