"""What the pages of legal proceedings files ask for. Forms read and check; services judge."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collections_app.handler.note_forms import level_field
from collections_app.models import CallRecording, KeptAs, LegalFile, MatterKind
from collections_app.selectors.legal_files import Copied
from collections_app.services.legal_files.filing import Matter
from collections_app.wording import length
from personal_data.posted import PostForm

_capfirst = lazy(capfirst, str)
_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))
_KINDS = [_CHOOSE, *((value, _capfirst(label)) for value, label in MatterKind.choices)]
_TIME = re.compile(r"(?:(?:(?P<hours>[0-9]{1,2}):)?(?P<minutes>[0-9]{1,4}):)?(?P<seconds>[0-9]{1,5})")


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


def _why() -> forms.CharField:
    return forms.CharField(
        label=_("Why does the dispute need it?"),
        help_text=_("It stands beside the copy, and the person may read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why the dispute needs it.")},
    )


class TimeField(forms.CharField):
    """A place in a call as players show it: 4:30, 1:02:03, or seconds."""

    def clean(self, value: Any) -> Any:
        """The seconds from the beginning."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = _TIME.fullmatch(text)
        if found is None:
            raise ValidationError(_("Write minutes and seconds with a colon between, such as 4:30."), code="invalid")
        parts = {name: int(number or 0) for name, number in found.groupdict().items()}
        return parts["hours"] * 3600 + parts["minutes"] * 60 + parts["seconds"]


class OpenForm(PostForm):
    """What a file is opened for."""

    kind = forms.ChoiceField(
        label=_("What kind of matter is it?"),
        choices=_KINDS,
        error_messages={"required": _("Choose what kind of matter it is.")},
    )
    matter = forms.CharField(
        label=_("What is it about?"),
        help_text=_("In a sentence. Only what serves this matter may be copied into the file."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what it is about, so that the file is kept for that and nothing else.")},
    )
    authority = forms.CharField(
        label=_("Court or authority"),
        help_text=_("Before which it is. Not needed for a damaging event."),
        max_length=200,
        required=False,
    )
    authority_number = forms.CharField(label=_("Number there"), max_length=80, required=False)
    discovered_on = _day(
        _("Damage discovered on"),
        _("Only for a damaging event: its time runs from the day on which the damage was discovered."),
        required=False,
    )

    def __init__(self, data: Any = None, *, may_say_damage: bool) -> None:
        super().__init__(data)
        if not may_say_damage:
            del self.fields["discovered_on"]
            field = self.fields["kind"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [each for each in _KINDS if each[0] != MatterKind.DAMAGE]

    def matter_of(self) -> Matter:
        """What the valid form asks for."""
        return Matter(**self.cleaned_data)


class EndForm(PostForm):
    """When an assignment ended."""

    ended_on = _day(_("Ended on"), _("The day on which the assignment ended. Not later than today."))


def _in_words(copied: Copied) -> str:
    """A row that can be copied; a note that nobody has classified says so, since it cannot."""
    is_open = copied.kind == KeptAs.NOTE and not copied.level
    return f"{copied.text} ({gettext('not classified: cannot be copied')})" if is_open else copied.text


class CopyForm(PostForm):
    """What of the case comes into the file."""

    rows = forms.MultipleChoiceField(
        label=_("What is copied"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is to be copied.")},
    )
    why = _why()

    def __init__(self, data: Any = None, *, copyable: Sequence[Copied]) -> None:
        super().__init__(data)
        self.copyable = {str(each.source): each for each in copyable}
        field = self.fields["rows"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (key, f"{each.happened_at:%Y-%m-%d} · {_in_words(each)}") for key, each in self.copyable.items()
        ]

    def chosen(self) -> list[Copied]:
        """The rows that were chosen in the valid form."""
        return [self.copyable[key] for key in self.cleaned_data["rows"]]


class ClipForm(PostForm):
    """Which part of a recorded call is kept, or the whole and why."""

    file = forms.ChoiceField(
        label=_("For which matter?"), error_messages={"required": _("Choose the file into which it is copied.")}
    )
    start = TimeField(label=_("From"), help_text=_("Minutes and seconds, such as 4:30."), max_length=9, required=False)
    end = TimeField(label=_("To"), max_length=9, required=False)
    whole = forms.BooleanField(
        label=_("The whole recording is needed"),
        help_text=_("Only where a part does not do, or the sound cannot be cut. Say why below."),
        required=False,
    )
    why = _why()

    def __init__(self, data: Any = None, *, recording: CallRecording, files: Sequence[LegalFile]) -> None:
        super().__init__(data)
        self.recording = recording
        field = self.fields["file"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.reference, f"{each.reference} · {each.get_kind_display()}") for each in files]
        for name in ("start", "end"):
            self.fields[name].widget.attrs["inputmode"] = "text"
        self.fields["end"].help_text = _("The call is %(length)s long.") % {"length": length(recording.seconds)}

    def clean(self) -> dict[str, Any]:
        """A part has a beginning and an end, unless the whole is kept."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("whole"):
            for name in ("start", "end"):
                if name not in self.errors and cleaned.get(name) is None:
                    self.add_error(name, _("Write minutes and seconds with a colon between, such as 4:30."))
        return cleaned


class DocumentForm(PostForm):
    """A document of the matter."""

    document = forms.FileField(
        label=_("Document"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": _("Choose the document."), "empty": _("The file is empty. Choose it again.")},
    )
    name = forms.CharField(label=_("What is it?"), max_length=200, error_messages={"required": _("Write what it is.")})
    level = level_field()
    why = _why()
