"""What the pages about sign-in letters ask for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from personal_data.posted import PostForm
from privacy.services.sign_in.codes import REVOKED_BECAUSE

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))


class IssueForm(PostForm):
    """In which language the letter is written."""

    language = forms.ChoiceField(label=_("Language of the letter"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, usual: str) -> None:
        languages = settings.PORTAL_LANGUAGES
        super().__init__(data, initial={"language": usual if usual in languages else languages[-1]})
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, get_language_info(code)["name_local"].capitalize()) for code in languages]


class RevokeForm(PostForm):
    """Why a code is ended before its time."""

    because = forms.ChoiceField(
        label=_("Why is it revoked?"),
        choices=[_CHOOSE, *REVOKED_BECAUSE.items()],
        error_messages={"required": _("Choose why the code is revoked.")},
    )
