"""What the pages about authorisations ask for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from collections_app.models import Authorisation, AuthorityKind, AuthorityScope
from collections_app.policies.authorisations import TERMS
from collections_app.services.authorisations import REVOKED_BECAUSE, Stated
from personal_data.posted import PostForm

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))


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


class AuthorisationForm(PostForm):
    """What the document says, and the document."""

    kind = forms.ChoiceField(
        label=_("By what may the person speak for the debtor?"),
        error_messages={"required": _("Choose by what the person may speak for the debtor.")},
    )
    name = forms.CharField(
        label=_("Name of the person"),
        max_length=200,
        error_messages={"required": _("Enter the name of the person who speaks for the debtor.")},
    )
    address = forms.CharField(
        label=_("Postal address of the person"),
        help_text=_("The letter with the sign-in code goes there. The debtor does not see it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter the postal address: the sign-in letter goes there.")},
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        help_text=_("Where the person lives, in two letters: SE, FI, NO, DK."),
        error_messages={"required": _("Enter the country."), "invalid": _("Write the country in two letters.")},
    )
    scope = forms.MultipleChoiceField(
        label=_("What does the document open?"),
        help_text=_("Only what it names, or what the duty of a guardian needs."),
        choices=[(value, capfirst(str(label))) for value, label in AuthorityScope.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say how far the authority goes.")},
    )
    is_protected = forms.ChoiceField(
        label=_("Is the debtor's identity protected?"),
        help_text=_("If so, neither address nor telephone nor e-mail goes to the person, whatever the document opens."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the debtor's identity is protected.")},
    )
    valid_from = _day(_("Valid from"))
    valid_until = _day(
        _("Last day"),
        _("Of a minor the day before the eighteenth birthday at the latest. Two years at most: then it is asked anew."),
    )
    document = forms.CharField(
        label=_("Which document is it?"),
        help_text=_("Who gave it and its date, such as: decision of the chief guardian of 4 January 2026."),
        max_length=200,
        error_messages={"required": _("Say which document it is, who gave it, and its date.")},
    )
    evidence = forms.FileField(
        label=_("The document"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": _("Choose the document."), "empty": _("The file is empty. Choose it again.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, country: str) -> None:
        super().__init__(data, files, initial={"country": country})
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        terms = TERMS.get(country, {})
        field.choices = [
            _CHOOSE,
            *(
                (value, f"{capfirst(str(label))} ({terms[value]})" if value in terms else capfirst(str(label)))
                for value, label in AuthorityKind.choices
            ),
        ]

    def stated(self, *, language: str) -> Stated:
        """What the valid form says."""
        values = self.cleaned_data
        return Stated(
            name=values["name"],
            address=values["address"],
            country=values["country"].upper(),
            language=language,
            kind=values["kind"],
            scope=tuple(values["scope"]),
            is_protected=values["is_protected"] == "yes",
            valid_from=values["valid_from"],
            valid_until=values["valid_until"],
            document=values["document"],
        )


class LetterForm(PostForm):
    """In which language the letter to the representative is written."""

    language = forms.ChoiceField(
        choices=[(code, get_language_info(code)["name_local"]) for code in settings.PORTAL_LANGUAGES]
    )


class EndForm(PostForm):
    """Why an authorisation ends."""

    because = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[_CHOOSE, *REVOKED_BECAUSE.items()],
        error_messages={"required": _("Choose why it ends.")},
    )


def scope_of(kept: Authorisation) -> str:
    """How far an authorisation goes, in words."""
    return capfirst("; ".join(str(label) for value, label in AuthorityScope.choices if value in kept.scope))
