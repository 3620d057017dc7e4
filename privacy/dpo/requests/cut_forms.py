"""What the page asks for before a part is left out of a copy."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from personal_data.posted import PostForm
from privacy.models import CutGround
from privacy.policies.copies.cuts import GROUNDS
from privacy.services.copies.cuts import Part


class LeaveOutForm(PostForm):
    """Which part, which words of it, and why."""

    part = forms.ChoiceField(
        label=_("Which part?"),
        error_messages={
            "required": _("Choose the part."),
            "invalid_choice": _("This part is not there any more. Choose another."),
        },
    )
    words = forms.CharField(
        label=_("Words of it"),
        help_text=_("Exactly as they stand in the text. Leave it empty to leave out all of it."),
        required=False,
        strip=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", _("Choose")), *GROUNDS.items()],
        error_messages={"required": _("Choose the ground.")},
    )
    citation = forms.CharField(
        label=_("Law"),
        help_text=_("The article, and the statute where one forbids it. The person reads it."),
        max_length=120,
        error_messages={"required": _("Write which provision it is.")},
    )
    facts = forms.CharField(
        label=_("Reasons in this case"),
        help_text=_("For the second person. The person does not read this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reasons in this case.")},
    )
    is_secret = forms.BooleanField(label=_("The law forbids even to say that something is left out"), required=False)

    def __init__(self, data: Any = None, *, parts: Sequence[Any]) -> None:
        super().__init__(data)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *parts]

    def clean(self) -> dict[str, Any]:
        """Only a law can forbid that."""
        values = super().clean() or {}
        if values.get("is_secret") and values.get("ground") not in ("", None, CutGround.LAW):
            raise ValidationError({"is_secret": _("Only a law can forbid it. Choose the law as the ground.")})
        return values

    def values(self) -> dict[str, Any]:
        """What the valid form asks for."""
        row, _colon, field = self.cleaned_data["part"].partition(":")
        rest = {name: self.cleaned_data[name] for name in ("ground", "citation", "facts", "is_secret")}
        return {"part": Part(UUID(row), field, self.cleaned_data["words"]), **rest}
