"""What the retention pages ask for."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from personal_data.posted import PostForm
from retention.models import TermReason
from retention.policies.due_dates import TermKind
from retention.wording import EVENTS

LAST = date(2199, 12, 31)


class AsOfForm(forms.Form):
    """The day for which to look ahead."""

    as_of = forms.DateField(
        label=_("What would go by"),
        help_text=_("Any day, also one to come. Looking changes nothing."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date that exists, with year, month and day.")},
        validators=[MaxValueValidator(LAST, _("Enter a day before the year 2200."))],
        required=False,
    )

    @classmethod
    def read(cls, data: Any, today: date) -> "AsOfForm":
        """The form with what was asked; one that asks for no day shows today and looks at each controller's own."""
        return cls(data) if data.get("as_of") else cls(initial={"as_of": today})


class ProposeForm(PostForm):
    """The day of a run that is proposed; today where none is named."""

    due_by = forms.DateField(required=False)


class NothingForm(PostForm):
    """A step that asks for nothing but the decision itself; refusals are shown on it."""


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
        validators=[MaxValueValidator(LAST, _("Enter a day before the year 2200."))],
    )


class EventForm(PostForm):
    """An event that starts a record's clock, and its day."""

    prefix = "event"

    event = forms.ChoiceField(label=_("What happened"))
    happened_on = _day(_("On which day"), _("The local day of the controller."))

    def __init__(self, *args: Any, events: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["event"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each, EVENTS.get(each, each.replace("_", " "))) for each in events]


_REASONS = (TermReason.OTHER_LAW, TermReason.MONEY_LAUNDERING, TermReason.FRAUD, TermReason.REGISTER_EXPIRY)


class TermForm(PostForm):
    """A limit of a record's own, or an end that a law demands for it."""

    prefix = "term"

    kind = forms.ChoiceField(
        label=_("What the day is"),
        choices=[
            (TermKind.UNTIL.value, _("A law demands the record to the end of this day")),
            (TermKind.AT_MOST.value, _("The record goes on this day at the latest")),
        ],
        help_text=_("The first prolongs, and waits for a second person. The second shortens, and counts at once."),
    )
    day = _day(_("Day"))
    reason = forms.TypedChoiceField(
        label=_("Reason"),
        choices=[(each.value, each.label) for each in _REASONS],
        coerce=TermReason,
    )
    citation = forms.CharField(label=_("Law, or name of the register"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Only a law prolongs; that a register drops something can only shorten."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("kind") == TermKind.UNTIL and values.get("reason") == TermReason.REGISTER_EXPIRY:
            self.add_error("reason", _("A register that drops something does not prolong. Choose the law."))
        return values

    @property
    def is_limit(self) -> bool:
        """Whether it shortens."""
        return bool(self.cleaned_data["kind"] == TermKind.AT_MOST)


class LookAgainForm(PostForm):
    """When somebody looks at a record again that has no day yet."""

    prefix = "look"

    day = _day(_("Look again on"))


class WhatIfForm(forms.Form):
    """Another period for one rule, to see what it would do."""

    rule = forms.ChoiceField(label=_("Rule"))
    months = forms.IntegerField(
        label=_("Months instead"),
        min_value=1,
        max_value=1200,
        error_messages={"invalid": _("Enter a whole number of months.")},
    )
    begins = _day(_("From which day on"), _("A change binds for what is decided from that day on."))

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["rule"]
        if isinstance(field, forms.ChoiceField):
            field.choices = rules
