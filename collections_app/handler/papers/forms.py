"""The forms of the paper archive."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collections_app.models import PaperBox, PaperKind, PaperLeave, PaperWay
from personal_data.models import Controller
from personal_data.posted import PostForm

_CHOOSE = ("", _("Choose"))


class BoxForm(PostForm):
    """A box of one controller, and where it stands."""

    controller = forms.ChoiceField(label=_("Controller"), error_messages={"required": _("Choose the controller.")})
    label = forms.CharField(
        label=_("Box"), max_length=40, error_messages={"required": _("Write what stands on the box.")}
    )
    location = forms.CharField(
        label=_("Location"),
        help_text=_("Office, room and shelf."),
        max_length=80,
        error_messages={"required": _("Write where the box stands.")},
    )

    def __init__(self, data: Any = None, *, controllers: Sequence[Controller]) -> None:
        super().__init__(data, auto_id="box_%s")
        choices = [(each.reference, each.name) for each in controllers]
        self.fields["controller"].choices = [_CHOOSE, *choices]  # type: ignore[attr-defined]  # a choice field


class MoveForm(PostForm):
    """Where a box stands now."""

    location = forms.CharField(
        label=_("Location"),
        help_text=_("Office, room and shelf."),
        max_length=80,
        error_messages={"required": _("Write where the box stands.")},
    )


class FileForm(PostForm):
    """Which paper of a case, in which box."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[_CHOOSE, *PaperKind.choices],
        error_messages={"required": _("Choose what it is.")},
    )
    sheets = forms.IntegerField(
        label=_("Sheets"),
        min_value=1,
        max_value=9999,
        error_messages={"required": _("Count the sheets."), "min_value": _("A paper has one sheet at least.")},
    )
    box = forms.ChoiceField(label=_("Box"), error_messages={"required": _("Choose the box.")})

    def __init__(self, data: Any = None, *, boxes: Sequence[PaperBox]) -> None:
        super().__init__(data, auto_id="paper_%s")
        choices = [(str(each.pk), f"{each.label} ({each.location})") for each in boxes]
        self.fields["box"].choices = [_CHOOSE, *choices]  # type: ignore[attr-defined]  # a choice field


class LeaveForm(PostForm):
    """What a paper is taken out for."""

    leave = forms.ChoiceField(
        label=_("What is it taken out for?"),
        choices=[_CHOOSE, *PaperLeave.choices],
        error_messages={"required": _("Choose what it is taken out for.")},
    )


class DestroyedForm(PostForm):
    """When and how a paper was destroyed."""

    destroyed_on = forms.DateField(
        label=_("Destroyed on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day."), "invalid": _("Enter a date that exists.")},
    )
    way = forms.ChoiceField(
        label=_("How?"), choices=[_CHOOSE, *PaperWay.choices], error_messages={"required": _("Choose how.")}
    )

    @classmethod
    def for_today(cls, today: date) -> "DestroyedForm":
        """The form as it is first shown."""
        return cls(initial={"destroyed_on": today})
