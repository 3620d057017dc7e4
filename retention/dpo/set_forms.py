"""What the pages of pseudonymised sets ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from collections_app.policies.valuation_files import IDENTIFIERS
from collections_app.services.sets.pseudonyms import About
from collections_app.services.sets.reidentifying import REASONS, Why
from personal_data.posted import PostForm

_COLUMNS = {
    "identity_number": _("Identity number"),
    "name": _("Name"),
    "address": _("Address"),
    "phone": _("Telephone number"),
    "email": _("E-mail address"),
    "claim_number": _("Claim number"),
}
assert set(_COLUMNS) == set(IDENTIFIERS)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
    )


def _text(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason.")},
    )


def _name(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=40, error_messages={"required": _("Give it a name.")}
    )


class FileForm(PostForm):
    """The file of a portfolio."""

    file = forms.FileField(
        label=_("File of the portfolio"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )

    def clean_file(self) -> Any:
        """Of a file over the limit nothing was kept."""
        file = self.cleaned_data["file"]
        if file.is_too_large:
            raise ValidationError(_("The file is larger than 5 MB. Send it in parts."), code="too_large")
        return file


class PortfolioForm(FileForm):
    """A portfolio under pseudonyms."""

    name = _name(_("Portfolio"))
    why = _text(_("Why anonymous figures would not do"))
    ends_on = _day(_("Ends on"), _("Within three years. On this day the rows and the key of their tokens go."))
    field_order = ("name", "why", "ends_on", "file")

    def about(self) -> About:
        """What is said of the set."""
        said = self.cleaned_data
        return About(said["name"], said["why"], said["ends_on"])


class ExperienceForm(PostForm):
    """A set of experience."""

    name = _name(_("What it is for"), _("Such as: when a call is worth it."))
    why = _text(_("Why the anonymous statistics would not do"))
    closed_from = _day(_("Cases closed from"))
    closed_until = _day(_("Cases closed until"), _("A day before today."))
    ends_on = _day(_("Ends on"), _("Within three years. On this day the set and the key of its tokens go."))

    def about(self) -> About:
        """What is said of the set."""
        said = self.cleaned_data
        return About(said["name"], said["why"], said["ends_on"], said["closed_from"], said["closed_until"])


class NamesForm(PostForm):
    """Why a portfolio is to be valued with names."""

    portfolio = _name(_("Portfolio"))
    reason = _text(_("Why pseudonyms would not do"))
    ends_on = _day(_("Ends on"), _("Within 92 days. Then it is asked for anew."))


class TokenForm(PostForm):
    """A token, why it is asked whom it stands for, and of a portfolio who it may be."""

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose")), *((key.value, REASONS[key]) for key in Why)],
        error_messages={"required": _("Choose why you ask.")},
    )
    token = forms.CharField(
        label=_("Token"),
        min_length=32,
        max_length=32,
        strip=True,
        error_messages=dict.fromkeys(
            ("required", "min_length", "max_length"), _("Copy the whole token from the file: it has 32 signs.")
        ),
    )
    column = forms.ChoiceField(label=_("The column in which it stands"), choices=list(_COLUMNS.items()))
    value = forms.CharField(
        label=_("Who it may be"),
        help_text=_("The house keeps nothing that identifies. What the person gave is compared with the token."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter what the person gave.")},
    )

    def __init__(self, *args: Any, is_valuation: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_valuation:
            del self.fields["column"], self.fields["value"]
