"""What the portal asks for. Forms read and check; services act."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy.policies.sign_in import codes

_TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class SignInForm(forms.Form):
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
        help_text=_("Sixteen characters in four groups. Capital or small letters make no difference."),
        max_length=60,
        widget=forms.TextInput(attrs={**_TYPED, "class": "typed-code"}),
        error_messages={"required": _("Enter the code from your letter.")},
    )

    def clean_case_number(self) -> str:
        """The case number as it is written."""
        try:
            return codes.read_case_number(self.cleaned_data["case_number"])
        except codes.Mistyped:
            raise ValidationError(
                _("A case number looks like K-2026-000123. Compare it with your letter."), code="mistyped"
            ) from None

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
                "with your letter. If it is older than two months, ask for a new one."
            ),
        )
