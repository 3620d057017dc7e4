"""What the audit explorer may be asked."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import vocabulary
from collections_app.models import Debtor
from personal_data import reach
from personal_data.models import DataSubject
from personal_data.purposes import Purpose
from privacy.dpo.trail.words import CHANNELS, PURPOSES
from privacy.selectors.trail_filter import TrailFilter

_BEFORE_2200 = MaxValueValidator(date(2199, 12, 31), _("Enter a day before the year 2200."))
_REFERENCE = re.compile(r"^[A-Z]{1,8}-[0-9A-Z-]{1,30}$")
_OF_STAFF = "STAFF-"


_FIELDS = (
    "name",
    "first_on",
    "last_on",
    "reference",
    "subject",
    "recipient",
    "purpose",
    "channel",
    "request_id",
)


def _names() -> list[tuple[str, str]]:
    known = sorted(vocabulary.names().values(), key=lambda name: name.name)
    return [("", str(_("All events"))), *((name.name, f"{name.name}: {name.description}") for name in known)]


def _purposes() -> list[tuple[str, str]]:
    """All but the one that no reader of the trail may see."""
    open_ones = [each for each in Purpose if each is not Purpose.LEGAL_REPORT]
    return [("", str(_("All purposes"))), *((each.value, str(PURPOSES[each])) for each in open_ones)]


def _channels() -> list[tuple[str, str]]:
    return [("", str(_("All channels"))), *((code, str(label)) for code, label in CHANNELS.items())]


class TrailFilterForm(forms.Form):
    """Filter the trail; what is filled in must all be so. Only references are taken, so no personal value reaches an
    address."""

    _subject: DataSubject | None = None

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
    subject = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=40,
        help_text=_("The number of a debtor (D-2026-000123) or the identifier of a data subject, never a name."),
    )
    recipient = forms.CharField(
        label=_("Recipient"), required=False, max_length=40, help_text=_("By number, such as RCP-00012.")
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=_purposes, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=_channels, required=False)
    request_id = forms.UUIDField(label=_("Request identifier"), required=False)

    def clean_reference(self) -> str:
        """Take public references only, and none of a member of staff: that would tell when they come and go."""
        reference = self._reference("reference", _("Write a reference such as K-2026-000123."))
        if reference.startswith(_OF_STAFF):
            raise ValidationError(
                _("What concerns a member of staff is asked on the page of their own activity, with a reason.")
            )
        return reference

    def clean_recipient(self) -> str:
        """Take the number of a recipient only."""
        return self._reference("recipient", _("Write the number of a recipient, such as RCP-00012."))

    def _reference(self, name: str, mend: str | Promise) -> str:
        reference = str(self.cleaned_data[name]).strip().upper()
        if reference and not _REFERENCE.match(reference):
            raise ValidationError(format_lazy("{} {}", mend, _("Names and numbers of persons are not searched for.")))
        return reference

    def clean_subject(self) -> UUID | None:
        """Take a debtor's number or a data subject's identifier. The address of the page gets the identifier."""
        said = str(self.cleaned_data["subject"]).strip()
        if not said:
            return None
        self._subject = _person(said)
        if self._subject is None:
            raise ValidationError(
                _("Nobody is known under this number or identifier; the person may have been erased.")
            )
        return self._subject.pk

    def clean(self) -> dict[str, Any]:
        """The period does not end before it begins, and the person is known."""
        super().clean()
        first_on, last_on = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first_on and last_on and last_on < first_on:
            self.add_error("last_on", _("The period ends before it begins. Choose a later day."))
        return self.cleaned_data

    def wanted(self) -> TrailFilter:
        """The filter that was asked for."""
        said = {name: self.cleaned_data[name] for name in _FIELDS if name != "subject"}
        return TrailFilter(**said, subject=self._subject.pseudonym if self._subject else None)

    def query(self) -> dict[str, str]:
        """The filter as it stands in the address of the page."""
        return {name: str(self.cleaned_data[name]) for name in _FIELDS if self.cleaned_data[name]}


def _person(said: str) -> DataSubject | None:
    """The person within reach who has a number or an identifier."""
    try:
        wanted = Q(pk=UUID(said))
    except ValueError:
        wanted = Q(pk__in=Debtor.objects.filter(reference=said.upper()).values("subject_id"))
    return DataSubject.objects.filter(wanted, reach.within()).first()
