"""What the pages of the register of disclosures and of recipients ask for."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import ON_AUTHORITY, Clause, DisclosurePurpose, RecipientKind, SafeguardKind
from collections_app.selectors import creditors
from collections_app.selectors.disclosures import Wish
from personal_data import reach
from personal_data.models import Controller
from personal_data.posted import PostForm
from privacy.policies.packs import facts
from privacy.selectors import packs

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_INVALID_DATE = _("Enter a date that exists, with year, month and day.")
_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _controllers() -> list[tuple[str, str]]:
    return list(Controller.objects.filter(reach.within("pk")).order_by("name").values_list("reference", "name"))


class RegisterForm(forms.Form):
    """Which lines of the register; what is not understood is left out."""

    controller = forms.ChoiceField(label=_("Controller"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of recipient"), choices=[("", _("All kinds")), *RecipientKind.choices], required=False
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=[("", _("All purposes")), *DisclosurePurpose.choices], required=False
    )
    case = forms.RegexField(r"^K-[0-9]{4}-[0-9]{6,}$", label=_("Case number"), required=False)
    recipient = forms.RegexField(r"^RCP-[0-9]{5,}$", required=False, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="filter_%s")
        _choices(self, "controller", [("", _("All controllers")), *_controllers()])

    def wish(self) -> tuple[Wish, str]:
        """What was asked for, and after which line the page begins."""
        self.is_valid()
        asked = {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
        after = asked.pop("after")
        return Wish(**asked), after


class RecipientsForm(forms.Form):
    """Which recipients."""

    controller = forms.ChoiceField(label=_("Controller"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of recipient"), choices=[("", _("All kinds")), *RecipientKind.choices], required=False
    )
    ended = forms.BooleanField(label=_("Ended recipients"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="filter_%s")
        _choices(self, "controller", [("", _("All controllers")), *_controllers()])

    def wish(self) -> dict[str, Any]:
        """What was asked for; what is not understood is left out."""
        self.is_valid()
        asked = {name: str(self.cleaned_data.get(name) or "") for name in ("controller", "kind")}
        return {**asked, "ended": bool(self.cleaned_data.get("ended"))}


class RecipientForm(PostForm):
    """Who a recipient is."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        # Who speaks for a debtor is entered with the document that says so, at the case.
        choices=[_CHOOSE, *(each for each in RecipientKind.choices if each[0] not in ON_AUTHORITY)],
        error_messages={"required": _("Choose what the recipient is.")},
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Enter the name of the recipient.")}
    )
    is_person = forms.BooleanField(
        label=_("A natural person, for instance a sole trader"),
        help_text=_("Name and address of a person are sealed, and erased when the recipient has been ended."),
        required=False,
    )
    contact = forms.CharField(
        label=_("Postal address"),
        help_text=_("Notices about erased or corrected data go there. Without an address none can be written."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        help_text=_("Where the data will be, in two letters: SE, FI, US. Access from afar counts as there."),
        error_messages={"required": _("Enter the country."), "invalid": _("Write the country in two letters.")},
    )
    language = forms.ChoiceField(label=_("Language of notices"), choices=[("sv", "Svenska"), ("en", "English")])
    client = forms.ChoiceField(
        label=_("Which of our clients is it?"),
        help_text=_("For a creditor only; it gets data of its own cases and no others."),
        required=False,
    )
    notice_key = forms.ChoiceField(
        label=_("Recipient in the published notice"),
        help_text=_("Under which recipient of the notice it falls. It decides which ways abroad are open."),
        required=False,
    )

    def __init__(self, data: Any = None, *, controller: Controller) -> None:
        super().__init__(data)
        self.clients = {each.reference: each for each in creditors.without_recipient(controller)}
        _choices(self, "client", [("", _("None of them")), *((key, each.name) for key, each in self.clients.items())])
        known = packs.every().get(controller.reference)
        named = [(each.key, str(each.text)) for each in facts.recipients(known)] if known else []
        _choices(self, "notice_key", [("", _("None of them")), *named])

    def clean(self) -> dict[str, Any]:
        """A creditor is a client; nobody else is."""
        values = super().clean() or {}
        client = values.pop("client", "")
        is_creditor = values.get("kind") == RecipientKind.CREDITOR
        if is_creditor and not client:
            self.add_error("client", _("Choose the client: a creditor gets data of its own cases only."))
        if client and not is_creditor:
            self.add_error("client", _("Only a creditor is one of our clients."))
        return {**values, "creditor": self.clients.get(client)}


class ContactForm(PostForm):
    """Where letters to a recipient go."""

    contact = forms.CharField(
        label=_("Postal address"),
        help_text=_("Notices about erased or corrected data go there. Without an address none can be written."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter the address.")},
    )


class SafeguardForm(PostForm):
    """An agreement or a transfer mechanism."""

    kind = forms.ChoiceField(
        label=_("What is in place?"),
        choices=[_CHOOSE, *SafeguardKind.choices],
        error_messages={"required": _("Choose what is in place.")},
    )
    document = forms.CharField(
        label=_("Document"),
        help_text=_("The agreement, the clauses with module and date, or the decision."),
        max_length=120,
        error_messages={"required": _("Name the document.")},
    )
    clauses = forms.MultipleChoiceField(
        label=_("Points of art. 28(3) that were found in the agreement"),
        help_text=_("For a processor agreement: all of them, or nothing goes there."),
        choices=Clause.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        widget=_DATE,
        error_messages={"required": _("Enter the first day."), "invalid": _INVALID_DATE},
    )
    valid_until = forms.DateField(
        label=_("Last day"), widget=_DATE, required=False, error_messages={"invalid": _INVALID_DATE}
    )
    assessed_on = forms.DateField(
        label=_("Transfer assessed on"),
        help_text=_("Needed for clauses and corporate rules: whether the law of the country lets them work."),
        widget=_DATE,
        required=False,
        error_messages={"invalid": _INVALID_DATE},
    )


class EndForm(PostForm):
    """The last day of an agreement or mechanism."""

    last_day = forms.DateField(
        label=_("Last day"),
        widget=_DATE,
        error_messages={"required": _("Enter the last day."), "invalid": _INVALID_DATE},
    )
