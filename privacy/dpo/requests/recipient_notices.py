"""Notices to recipients on the page of a request: why one is not told, and that one confirmed (GDPR art. 19)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.posted import PostForm, takes
from personal_data.purposes import Purpose
from privacy.dpo.requests.pages import get_request, today_of
from privacy.dpo.requests.steps import trail_to
from privacy.models import NotTold
from privacy.selectors import recipient_notices as register
from privacy.services.requests import recipient_notices

_decides = require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)


class ExcuseForm(PostForm):
    """Why a recipient is not told."""

    because = forms.ChoiceField(
        label=gettext_lazy("Why is the recipient not told?"),
        choices=NotTold.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which of the law's two exceptions it is.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reasons in this case"),
        help_text=gettext_lazy("What was tried, or why the effort is out of proportion. The person may ask for it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write the reasons in this case.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_decides
def excuse(request: AuthenticatedRequest, reference: str, to: str) -> HttpResponse:
    """Write down why a recipient is not told: impossible, or a disproportionate effort."""
    found = get_request(reference)
    row = next((each for each in register.to_tell(found) if each.recipient.reference == to), None)
    if row is None:
        raise Http404(_("The request has no such recipient."))
    form = ExcuseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            recipient_notices.excuse(
                request=found, recipient=row.recipient, by=request.user.pk, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It is written down why the recipient is not told."))
            return redirect("dpo-request", reference=reference)
    context = {
        "row": row,
        "form": form,
        "trail": trail_to(found),
        "back": reverse("dpo-request", args=[reference]),
    }
    return render(request, "dpo/requests/excuse.html", context)


@require_POST
@_decides
@takes()
def receipt(request: AuthenticatedRequest, reference: str, letter: UUID) -> HttpResponse:
    """Note that a recipient confirmed its notice."""
    found = get_request(reference)
    notice = found.letters.filter(pk=letter).first()
    if notice is None:
        raise Http404(_("The request has no such letter."))
    try:
        recipient_notices.receipt(letter=notice, on=today_of(found))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The confirmation is noted."))
    return redirect("dpo-request", reference=reference)
