"""What the retention pages ask for."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

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


class NothingForm(forms.Form):
    """A step that asks for nothing but the decision itself; refusals are shown on it."""
