"""What the pages about notices under GDPR art. 14 ask for. Forms read and check; services judge."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data.posted import PostForm
from privacy.models import NoticeWay
from privacy.models.given_notice import EXCEPTIONS, SENT

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))


def _ways(chosen: frozenset[NoticeWay]) -> list[tuple[str, str | Promise]]:
    return [(each.value, each.label) for each in NoticeWay if each in chosen]


class GivenForm(PostForm):
    """How a letter went out, and on which day."""

    way = forms.ChoiceField(
        label=_("How did it go out?"), choices=_ways(SENT), widget=forms.RadioSelect, initial=NoticeWay.POST
    )
    on = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, auto_id="given_%s", initial={"way": NoticeWay.POST, "on": today})


class ExcuseForm(PostForm):
    """On which exception of the law nobody is told, and why it applies."""

    way = forms.ChoiceField(
        label=_("Which exception?"),
        choices=[_CHOOSE, *_ways(EXCEPTIONS)],
        error_messages={"required": _("Choose one of the exceptions of the law.")},
    )
    why = forms.CharField(
        label=_("Why does it apply?"),
        help_text=_("The person can read it. For information that they have already: from whom, and on which day."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write why the exception applies, so that a supervisory authority can follow it.")
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="excuse_%s")
