"""What the portal asks for. Forms read and check; services act."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from collections_app.models import Case, DetailKind
from personal_data.models import Controller
from personal_data.posted import PostForm
from privacy.policies.sign_in import codes
from privacy.portal.asking import offered

_ADDRESS_LINES = 6
_TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class SignInForm(PostForm):
    """Case number and code, as they stand in the letter. A slip of the finger is told before anything is asked."""

    case_number = forms.CharField(
        label=_("Case number"),
        help_text=_("It stands in your letter, for example K-2026-000123."),
        max_length=40,
        widget=forms.TextInput(attrs=_TYPED),
        error_messages={"required": _("Enter the case number from your letter.")},
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Sixteen characters in four groups. Capital or small letters make no difference. It works once."),
        max_length=60,
        widget=forms.TextInput(attrs={**_TYPED, "class": "typed-code"}),
        error_messages={"required": _("Enter the code from your letter.")},
    )

    def clean_case_number(self) -> str:
        """The case number as it is written."""
        return _case_number(self.cleaned_data["case_number"])

    def clean_code(self) -> str:
        """The code without its groups."""
        try:
            return codes.read_code(self.cleaned_data["code"])
        except codes.Mistyped:
            raise ValidationError(
                _("At least one character is wrong or missing. Compare the code with your letter, group by group."),
                code="mistyped",
            ) from None

    def refuse(self) -> None:
        """The one answer to whatever does not fit."""
        self.add_error(
            None,
            _(
                "The case number and the code do not belong together, or the code does not work any more. Compare both "
                "with what you have. Each code works once, so use the newest one, or ask for a new letter."
            ),
        )


class NewLetterForm(PostForm):
    """For which case a new letter is wished."""

    case_number = forms.CharField(
        label=_("Case number"),
        help_text=_("It stands in your letter, for example K-2026-000123."),
        max_length=40,
        widget=forms.TextInput(attrs=_TYPED),
        error_messages={"required": _("Enter the case number from your letter.")},
    )

    def clean_case_number(self) -> str:
        """The case number as it is written."""
        return _case_number(self.cleaned_data["case_number"])


class OpenForm(PostForm):
    """A request without signing in. Only what is needed to find the person and to answer is asked for."""

    controller = forms.ChoiceField(
        label=_("Which company is it about?"),
        error_messages={"required": _("Choose the company that your letter came from.")},
    )
    right = forms.ChoiceField(
        label=_("What do you want?"),
        widget=forms.RadioSelect,
        choices=[(each.right.value, each.title) for each in offered()],
        error_messages={"required": _("Choose what you want. For several things send the form once for each.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, so that we can look for you.")},
    )
    address = forms.CharField(
        label=_("Where should the answer go?"),
        help_text=_("Your postal address. We write there if we cannot be sure who you are."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("Write your address, or we cannot answer.")},
    )
    case_number = forms.CharField(
        label=_("Case number, if you have one"),
        help_text=_("It stands in letters from us, for example K-2026-000123. It helps us to find you quickly."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=_TYPED),
    )
    asked = forms.CharField(
        label=_("Is there something that we should know?"),
        help_text=_("You need not give a reason. Do not send a copy of an identity card."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, controllers: Sequence[Controller]) -> None:
        super().__init__(data, initial={"controller": controllers[0].reference if len(controllers) == 1 else ""})
        field = self.fields["controller"]
        assert isinstance(field, forms.ChoiceField)
        names: list[tuple[str, Any]] = [(each.reference, each.name) for each in controllers]
        field.choices = names if len(names) == 1 else [("", _("Choose")), *names]

    def clean_address(self) -> str:
        """The lines of the address that say something; a letter has room for six."""
        lines = [line.strip() for line in str(self.cleaned_data["address"]).splitlines() if line.strip()]
        if len(lines) > _ADDRESS_LINES:
            raise ValidationError(_("Write the address in at most six lines."), code="too_many_lines")
        return "\n".join(lines)


class TellForm(PostForm):
    """Something that the person tells of their own accord. Only what the notice takes from them is offered."""

    case = forms.ChoiceField(
        label=_("Which case is it about?"), error_messages={"required": _("Choose the case that it is about.")}
    )
    kind = forms.ChoiceField(
        label=_("What do you want to tell us?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to tell us.")},
    )
    value = forms.CharField(
        label=_("In your own words"),
        help_text=_("Write no more than you want us to know, and nothing about your health or about others."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what you want to tell us.")},
    )

    def __init__(self, data: Any = None, *, kinds: Sequence[str], cases: Sequence[Case]) -> None:
        super().__init__(data)
        self._cases = [each.reference for each in cases]
        offered_kinds, of_cases = self.fields["kind"], self.fields["case"]
        assert isinstance(offered_kinds, forms.ChoiceField)
        assert isinstance(of_cases, forms.ChoiceField)
        offered_kinds.choices = [(each.value, capfirst(each.label)) for each in DetailKind if each.value in kinds]
        of_cases.choices = [("", _("Choose")), *((each, each) for each in self._cases)]
        if len(self._cases) == 1:
            del self.fields["case"]

    def case_reference(self) -> str:
        """The case of which the valid form speaks."""
        return self.cleaned_data.get("case") or self._cases[0]


def _case_number(typed: str) -> str:
    try:
        return codes.read_case_number(typed)
    except codes.Mistyped:
        raise ValidationError(
            _("A case number looks like K-2026-000123. Compare it with your letter."), code="mistyped"
        ) from None
