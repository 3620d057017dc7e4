"""What the handler's pages ask for. Forms read and check; services act."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.handler import wording
from collections_app.models import CaseStatus, Creditor, IntakeItemKind
from collections_app.policies import intake
from collections_app.selectors import work_list
from personal_data.posted import PostForm

_STATUSES = [(CaseStatus.OPEN.value, _("Open")), (CaseStatus.CLOSED.value, _("Closed"))]
# The shortest prefix of a name that is indexed.
_SHORTEST = 3
_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))


class SearchForm(PostForm):
    """One box for whatever a caller says."""

    text = forms.CharField(
        label=_("Name, identity number, phone, e-mail, case or invoice number"),
        help_text=_("Of a name, the first three or five letters of a word are enough. Numbers are given whole."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "type": "search"}),
        error_messages={"required": _("Write what to look for.")},
    )

    def clean_text(self) -> str:
        """Of a name, less than three letters find nobody; a number may be short, as those of some invoices are."""
        text = str(self.cleaned_data["text"]).strip()
        is_number = any(sign.isdigit() for sign in text)
        if not is_number and sum(sign.isalnum() for sign in text) < _SHORTEST:
            raise ValidationError(_("Write at least three letters, or a number."), code="too_short")
        return text


class WorkListForm(forms.Form):
    """Which cases, in which order; what is not understood is left out."""

    status = forms.ChoiceField(label=_("Status"), choices=_STATUSES, required=False)
    creditor = forms.ChoiceField(label=_("Creditor"), required=False)
    sort = forms.ChoiceField(
        choices=[(sort, sort) for sort in work_list.SORTS], required=False, widget=forms.HiddenInput
    )
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, creditors: Iterable[Creditor] | None = None) -> None:
        super().__init__(data, auto_id="filter_%s")

        def choices() -> list[tuple[str, str | Promise]]:
            """Asked for only where a creditor was chosen or the field is shown."""
            found = work_list.creditors() if creditors is None else creditors
            return [("", _("All creditors")), *((creditor.reference, creditor.name) for creditor in found)]

        field = self.fields["creditor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def wish(self) -> dict[str, str]:
        """What was asked for, with the usual where nothing (or nothing sensible) was."""
        self.is_valid()
        asked = {name: str(value) for name, value in self.cleaned_data.items() if value}
        status = asked.get("status", CaseStatus.OPEN.value)
        usual = "-closed_on" if status == CaseStatus.CLOSED else "-opened_on"
        sort = asked.get("sort", usual)
        if status == CaseStatus.OPEN and sort.endswith("closed_on"):
            sort = usual
        return {"creditor": "", "after": "", **asked, "status": status, "sort": sort}


class CloseForm(PostForm):
    """Why a case is closed, and from which day."""

    reason = forms.ChoiceField(
        label=_("Why is it closed?"),
        choices=[_CHOOSE, *wording.CLOSE_REASONS.items()],
        error_messages={"required": _("Choose why the case is closed.")},
    )
    closed_on = forms.DateField(
        label=_("Closed on"),
        help_text=_("The retention period runs from this day. Not later than today."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day on which it was closed."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
    )

    @classmethod
    def for_today(cls, today: date) -> "CloseForm":
        """The form as it is first shown."""
        return cls(initial={"closed_on": today})


class ReopenForm(PostForm):
    """Why a closed case is worked again."""

    reason = forms.ChoiceField(
        label=_("Why is it reopened?"),
        choices=[_CHOOSE, *wording.REOPEN_REASONS.items()],
        error_messages={"required": _("Choose why the case is reopened.")},
    )


class IntakeFilterForm(forms.Form):
    """Which kind of waiting documents."""

    kind = forms.ChoiceField(label=_("Why it waits"), choices=[("", _("All")), *IntakeItemKind.choices], required=False)
    after = forms.RegexField(r"^II-[0-9]{6,}$", required=False, widget=forms.HiddenInput)

    def wish(self) -> dict[str, str]:
        """What was asked for; what is not understood is left out."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in ("kind", "after")}


class DecisionForm(PostForm):
    """What becomes of a document that was set aside."""

    decision = forms.ChoiceField(
        label=_("What becomes of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the document.")},
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data)
        self.explained = {
            decision: words
            for decision, words in wording.DECISIONS.items()
            if intake.may_decide(kind=kind, decision=decision)
        }
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(decision, button) for decision, (button, _happens) in self.explained.items()]
