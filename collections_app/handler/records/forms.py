"""What the pages of records ask for: one form, made for the kind. Forms read and check; services judge."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import CaseDebtor
from collections_app.models.records import EndedBecause
from collections_app.record_kinds import MAY_BE_OPEN, Kind
from collections_app.services.records import ending
from collections_app.services.records.keeping import Entry
from personal_data import catalogue
from personal_data.posted import PostForm

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))
# What is one line; everything else is a text.
_LINES = frozenset({"name", "reply_to", "grade"})


def day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A field for a day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
    )


def labels(kind: Kind) -> dict[str, Any]:
    """What the texts of a kind are called: as the person reads them in the copy."""
    return {each.name: each.declared.label for each in catalogue.columns() if each.model is kind.model}


class RecordForm(PostForm):
    """A record of one kind, for the debtors of a case or for somebody who has none."""

    def __init__(self, data: Any = None, *, kind: Kind, parts: Sequence[CaseDebtor] = (), today: date) -> None:
        super().__init__(data, initial={"began_on": today})
        self.kind, self.parts = kind, {each.debtor.reference: each for each in parts}
        if len(self.parts) > 1:
            self.fields["person"] = forms.ChoiceField(
                label=_("Of whom?"),
                choices=[_CHOOSE, *((reference, reference) for reference in self.parts)],
                error_messages={"required": _("Choose of whom it is.")},
            )
        called = labels(kind)
        for name, choices in kind.picks.items():
            self.fields[name] = forms.ChoiceField(
                label=called[name],
                choices=[_CHOOSE, *choices.choices],
                error_messages={"required": _("Choose what it is.")},
            )
        if kind.gathering:
            self.fields["gathering"] = forms.CharField(
                label=str(kind.gathering), max_length=40, error_messages={"required": _("Write to which it belongs.")}
            )
        self.fields["began_on"] = day(kind.began)
        if kind.expires:
            self.fields["expires_on"] = day(kind.expires, required=kind.name not in MAY_BE_OPEN)
        for name in kind.texts:
            if not (parts and name == "name"):
                self.fields[name] = self._text(name, called[name])

    def entry(self, *, case_reference: str = "") -> Entry:
        """What the valid form says."""
        said = self.cleaned_data
        chosen = [self.parts[said["person"]]] if "person" in said else list(self.parts.values())
        return Entry(
            began_on=said["began_on"],
            texts={name: said.get(name, "") for name in self.kind.texts},
            expires_on=said.get("expires_on"),
            gathering=said.get("gathering", ""),
            case_reference=case_reference,
            persons=[(each.debtor.subject, each.role) for each in chosen],
            picks={name: said[name] for name in self.kind.picks},
        )

    def _text(self, name: str, label: Any) -> forms.CharField:
        is_optional = self.kind.model._meta.get_field(name).null
        if name == "email":
            wrong = {"invalid": _("Write an e-mail address, such as a@b.no.")}
            return forms.EmailField(label=label, required=not is_optional, error_messages=wrong)
        if name == "phone":
            wrong = {"invalid": _("Write a telephone number and nothing else.")}
            return forms.RegexField(r"^[0-9+() -]{5,40}$", label=label, required=not is_optional, error_messages=wrong)
        is_line = name in _LINES
        return forms.CharField(
            label=label,
            required=not is_optional,
            max_length=200 if is_line else 20_000,
            widget=forms.TextInput() if is_line else forms.Textarea(attrs={"rows": 5}),
            error_messages={"required": _("Write what it says.")},
        )


class FinishForm(PostForm):
    """How a record ended, and when."""

    because = forms.ChoiceField(label=_("How did it end?"), error_messages={"required": _("Choose how it ended.")})
    on = day(_("Ended on"), _("The time for which it is kept runs from this day. Not later than today."))

    def __init__(self, data: Any = None, *, kind: Kind, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self._offer(kind.ends)

    def _offer(self, ends: Sequence[EndedBecause]) -> None:
        field = self.fields["because"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [_CHOOSE, *((each.value, each.label) for each in ends)]


class FinishAllForm(FinishForm):
    """A position was filled, or a bid rejected: what belongs to it ends together."""

    gathering = forms.ChoiceField(error_messages={"required": _("Choose which.")})
    field_order = ["gathering", "because", "on"]

    def __init__(self, data: Any = None, *, kind: Kind, today: date, names: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, kind=kind, today=today)
        self._offer(ending.together(kind))
        field = self.fields["gathering"]
        assert isinstance(field, forms.ChoiceField)
        field.label = str(kind.gathering)
        field.choices = [_CHOOSE, *names]
