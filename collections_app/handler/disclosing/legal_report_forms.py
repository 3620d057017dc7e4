"""What the pages of reporting officers ask for. Forms read and check; the service judges."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collections_app.handler.disclosing.forms import DiscloseForm
from collections_app.models import DisclosureGround, DisclosurePurpose, Recipient
from collections_app.services.disclosing.disclosures import Wanted
from collections_app.services.disclosing.legal_reports import PURPOSES
from personal_data.posted import PostForm


class FindCaseForm(PostForm):
    """Which case a report is about, by its number."""

    reference = forms.RegexField(
        r"^\s*K-[0-9]{4}-[0-9]{6,}\s*$",
        label=_("Case number"),
        error_messages={
            "required": _("Enter the number of the case."),
            "invalid": _("A case number looks like K-2026-000123."),
        },
    )


class ReportForm(DiscloseForm):
    """What is reported, on which law, and which law forbids to tell of it."""

    secrecy = forms.CharField(
        label=_("Law that forbids to tell the person"),
        help_text=_(
            "The act and section. The report is then absent from the portal, the access copy and the handler's desk. "
            "Leave it empty where no law forbids it: the person then sees the disclosure."
        ),
        max_length=200,
        required=False,
    )

    def __init__(self, data: Any = None, *, recipient: Recipient) -> None:
        super().__init__(data, recipient=recipient)
        purpose = self.fields["purpose"]
        assert isinstance(purpose, forms.ChoiceField)
        purpose.choices = [(each.value, each.label) for each in PURPOSES]
        self.initial["purpose"] = DisclosurePurpose.LEGAL_DUTY
        self.initial["ground"] = DisclosureGround.LEGAL_DUTY

    def wanted(self) -> Wanted:
        """What the valid form asks for."""
        return replace(super().wanted(), is_report=True)
