"""What is asked when a detail is entered. Forms read and check; services judge."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from collections_app.models import CaseDebtor, ChannelStatus, Debtor, DetailKind
from collections_app.policies.details import Said, Terms
from personal_data.posted import PostForm

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
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


class DetailForm(PostForm):
    """One detail: of whom, what, and who told it. Only kinds and sources that the notice names are offered."""

    person = forms.ChoiceField(label=_("Of whom?"), error_messages={"required": _("Choose of whom it is.")})
    kind = forms.ChoiceField(label=_("What is it?"), error_messages={"required": _("Choose what it is.")})
    value = forms.CharField(
        label=_("What it says"),
        help_text=_("An address or a guardian line by line. The person can read it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what it says.")},
    )
    source = forms.ChoiceField(
        label=_("Who told it?"),
        help_text=_("The sources of the controller's notice. Nothing is kept from others."),
        error_messages={"required": _("Choose who told it.")},
    )
    told_by = forms.CharField(
        label=_("Name of the register, company, list or representative"),
        help_text=_("Of what we know from before: the number of the earlier case."),
        required=False,
        max_length=120,
    )
    edition = forms.CharField(
        label=_("Edition of the sanctions list"), help_text=_("Its date or number."), required=False, max_length=80
    )
    authority = forms.CharField(
        label=_("Authority of who speaks for the person"),
        help_text=_("The document and its date."),
        required=False,
        max_length=200,
    )
    why = forms.CharField(
        label=_("What is it needed for?"),
        help_text=_("Needed of whatever was looked up: the need or the act and section."),
        required=False,
        max_length=400,
    )
    obtained_on = _day(_("Told on"))
    until = _day(_("Valid until"), _("Empty as long as nobody knows."), required=False)
    unusable = forms.BooleanField(
        label=_("This address or number must not be used"),
        help_text=_("Of ways of contact: nobody is written to or called there any more."),
        required=False,
    )

    def __init__(self, data: Any = None, *, terms: Terms, parts: Sequence[CaseDebtor], today: date) -> None:
        super().__init__(data, auto_id="detail_%s", initial={"obtained_on": today})
        self._debtors = {part.debtor.reference: part.debtor for part in parts}
        allowed = set(terms.kinds())
        self._offer("person", [(reference, reference) for reference in self._debtors])
        self._offer("kind", [(each.value, capfirst(each.label)) for each in DetailKind if each.value in allowed])
        self._offer("source", [(each.key, str(each.text)) for each in terms.suppliers if each.brings])
        if len(self._debtors) == 1:
            del self.fields["person"]

    def named(self) -> "DetailForm":
        """Call the debtors, whose profiles must be open, by their names."""
        if "person" in self.fields:
            self._offer("person", [(each.reference, str(each.name.reveal())) for each in self._debtors.values()])
        return self

    def debtor(self) -> Debtor:
        """Of whom the valid form speaks."""
        return self._debtors[self.cleaned_data.get("person") or next(iter(self._debtors))]

    def said(self) -> Said:
        """What the valid form says."""
        values = self.cleaned_data
        return Said(
            kind=values["kind"],
            value=values["value"],
            source_key=values["source"],
            told_by=values["told_by"],
            authority=values["authority"],
            why=values["why"],
            edition=values["edition"],
            obtained_on=values["obtained_on"],
            until=values["until"],
            status=ChannelStatus.UNUSABLE if values["unusable"] else "",
        )

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [_CHOOSE, *choices]
