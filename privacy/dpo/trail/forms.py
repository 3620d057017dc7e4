"""What the audit explorer may be asked."""

import re
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from audit import vocabulary
from personal_data.models import DataSubject
from privacy.selectors.audit_trail import TrailFilter

_BEFORE_2200 = MaxValueValidator(date(2199, 12, 31), _("Enter a day before the year 2200."))
_REFERENCE = re.compile(r"^[A-Z]{1,8}-[0-9A-Z-]{1,30}$")


def _names() -> list[tuple[str, str]]:
    known = sorted(vocabulary.names().values(), key=lambda name: name.name)
    return [("", str(_("All events"))), *((name.name, f"{name.name}: {name.description}") for name in known)]


class TrailFilterForm(forms.Form):
    """Filter by event, time, case and person. Only references are taken, so no personal value reaches an address."""

    name = forms.ChoiceField(label=_("Event"), choices=_names, required=False)
    first_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=[_BEFORE_2200]
    )
    last_on = forms.DateField(
        label=_("To and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[_BEFORE_2200],
    )
    reference = forms.CharField(label=_("Case or other reference"), required=False, max_length=40)
    subject = forms.UUIDField(label=_("Data subject's identifier"), required=False)

    def clean_reference(self) -> str:
        """Take public references only."""
        reference = str(self.cleaned_data["reference"]).strip().upper()
        if reference and not _REFERENCE.match(reference):
            raise ValidationError(_("Write a reference such as K-2026-000123. Names and numbers are not searched for."))
        return reference

    def clean(self) -> dict[str, Any]:
        """The period does not end before it begins, and the person is known."""
        super().clean()
        first_on, last_on = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first_on and last_on and last_on < first_on:
            self.add_error("last_on", _("The period ends before it begins. Choose a later day."))
        wanted = self.cleaned_data.get("subject")
        subject = DataSubject.objects.filter(id=wanted).first() if wanted else None
        if wanted and not subject:
            self.add_error("subject", _("Nobody is known under this identifier; the person may have been erased."))
        self.cleaned_data["pseudonym"] = subject.pseudonym if subject else None
        return self.cleaned_data

    def wanted(self) -> TrailFilter:
        """The filter that was asked for."""
        return TrailFilter(
            name=self.cleaned_data["name"],
            first_on=self.cleaned_data["first_on"],
            last_on=self.cleaned_data["last_on"],
            reference=self.cleaned_data["reference"],
            subject=cast("UUID | None", self.cleaned_data["pseudonym"]),
        )

    def query(self) -> dict[str, str]:
        """The filter as it stands in the address of the page."""
        names = ("name", "first_on", "last_on", "reference", "subject")
        return {name: str(self.cleaned_data[name]) for name in names if self.cleaned_data[name]}
