"""Entering a request that came by letter, telephone, e-mail or at the counter, from the case page."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Case, CaseDebtor, Debtor
from personal_data import envelopes
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.models import AskedBecause, Channel, Right
from privacy.models.request import ANSWERABLE
from privacy.selectors import concerned
from privacy.selectors import portal_codes as parts
from privacy.services import receiving


class EnterForm(PostForm):
    """What the person asks for, and when it reached the agency: the month runs from that day, not from today."""

    right = forms.ChoiceField(
        label=gettext_lazy("What does the person ask for?"),
        choices=[(right.value, right.label) for right in ANSWERABLE],
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.PORTAL],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it came.")},
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        help_text=gettext_lazy("The day on which it reached any of us, also a weekend. The month runs from here."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day on which it arrived."),
            "invalid": gettext_lazy("Enter a date that exists, with year, month and day."),
        },
    )
    concerns = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("What is contested or objected to is only kept from now on, until it has been decided."),
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the answer"))
    asked = forms.CharField(
        label=gettext_lazy("In the person's own words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    representative = forms.CharField(
        label=gettext_lazy("Asked by somebody else for the person"), max_length=200, required=False
    )

    because = forms.ChoiceField(
        label=gettext_lazy("Why should the data be erased?"),
        help_text=gettext_lazy("Only for erasure, and only if the person says it."),
        choices=[("", gettext_lazy("No reason given")), *AskedBecause.choices],
        required=False,
    )

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        super().__init__(data, initial={"received_on": today, "language": case.controller.language})
        concerns = self.fields["concerns"]
        assert isinstance(concerns, forms.ChoiceField)
        concerns.choices = concerned.choices([case])
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        codes = settings.PORTAL_LANGUAGES
        field.choices = [(code, get_language_info(code)["name_local"].capitalize()) for code in codes]


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REQUESTS_ENTER, purpose=Purpose.SUBJECT_REQUEST)
def enter(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """Take the request in; a privacy officer takes it up from the queue."""
    try:
        case, debtor = parts.part_of(case_reference=reference, debtor_reference=debtor_reference)
    except CaseDebtor.DoesNotExist:
        raise Http404 from None
    envelopes.open([debtor])
    today = timezone.localdate(timezone=ZoneInfo(case.controller.time_zone))
    form = EnterForm(request.POST if request.method == "POST" else None, case=case, today=today)
    if form.is_valid():
        values = form.cleaned_data
        try:
            made = receiving.receive(
                subject=debtor.subject,
                right=Right(values["right"]),
                channel=Channel(values["channel"]),
                received_on=values["received_on"],
                wording=_said(values, case, debtor),
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error("because" if refusal.code == "because_unknown" else "received_on", refusal)
        else:
            messages.success(request, _("Request %(reference)s is entered.") % {"reference": made.reference})
            return redirect("handler-case", reference=reference)
    return render(request, "handler/requests/enter.html", {"case": case, "debtor": debtor, "form": form})


def _said(values: dict[str, Any], case: Case, debtor: Debtor) -> receiving.Wording:
    return receiving.Wording(
        values["asked"],
        values["representative"],
        values["language"],
        concerns=concerned.record_of(values["concerns"], debtor=debtor, cases=[case]),
        because=values["because"],
    )
