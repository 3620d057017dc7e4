"""What the pages of calls and recordings ask for. Forms read and check; services act."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from collections_app.handler import wording
from collections_app.models import (
    CallDirection,
    CallOutcome,
    CallRecording,
    CaseDebtor,
    SpokenTo,
    ToldHow,
)
from collections_app.services.calls.contact_log import CallLine
from personal_data.posted import PostForm

_capfirst = lazy(capfirst, str)
_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))
_LENGTH = re.compile(r"(?:(?P<minutes>[0-9]{1,4}):)?(?P<seconds>[0-9]{1,5})")
_PLAYED = re.compile(r"(?:[0-9]{1,6}-[0-9]{1,6}(?:,(?=[0-9])|$)){1,200}")
_LONGEST_TRANSCRIPT = 200_000


def _capital(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Choices as they stand in a form: beginning with a capital, in the reader's language."""
    return [(value, _capfirst(label)) for value, label in choices]


class CallForm(PostForm):
    """A line of the contact log. Times are the controller's own."""

    direction = forms.ChoiceField(
        label=_("Who called?"), choices=_capital(CallDirection.choices), initial=CallDirection.OUTBOUND
    )
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[_CHOOSE, *_capital(CallOutcome.choices)],
        error_messages={"required": _("Choose what came of the call.")},
    )
    spoken_to = forms.ChoiceField(
        label=_("Who was spoken to?"), error_messages={"required": _("Choose who was spoken to.")}
    )
    number = forms.CharField(
        label=_("Number"),
        help_text=_("Needed when we called: the number that was called. Of a call to us, the one that was shown."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    started_at = forms.DateTimeField(
        label=_("Began at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Enter when the call began."),
            "invalid": _("Enter a day and an hour that exist."),
        },
    )
    length = forms.CharField(
        label=_("Length"),
        help_text=_("Minutes and seconds, such as 4:30. Empty when nobody was reached."),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": "8"}),
    )
    checked = forms.BooleanField(
        label=_("Who answered was checked before the debt was named"),
        help_text=_("Needed of a number that nobody has verified yet."),
        required=False,
    )
    text = forms.CharField(
        label=_("What was said"),
        help_text=_("It becomes part of the file, and the person may read it."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, parties: Iterable[CaseDebtor], now: datetime) -> None:
        super().__init__(data, auto_id="call_%s", initial={"started_at": now})
        self._parties = {party.debtor.reference: party for party in parties}
        self._offer({reference: reference for reference in self._parties})

    def named(self, parties: Iterable[CaseDebtor]) -> "CallForm":
        """Call the parties, which must be open, by their names."""
        self._offer({party.debtor.reference: party.debtor.name.reveal() for party in parties})
        return self

    def clean_length(self) -> int:
        """The length in seconds: minutes and seconds, or seconds alone."""
        text = str(self.cleaned_data["length"]).strip()
        if not text:
            return 0
        found = _LENGTH.fullmatch(text)
        if found is None or (found["minutes"] and int(found["seconds"]) > 59):
            raise ValidationError(_("Enter minutes and seconds, such as 4:30."), code="invalid")
        return int(found["minutes"] or 0) * 60 + int(found["seconds"])

    def line(self) -> CallLine:
        """What the valid form says."""
        values = self.cleaned_data
        party = self._parties.get(values["spoken_to"])
        return CallLine(
            direction=values["direction"],
            outcome=values["outcome"],
            spoken_to=party.role if party else values["spoken_to"],
            started_at=values["started_at"],
            seconds=values["length"],
            number=values["number"],
            text=values["text"],
            debtor=party.debtor if party else None,
            is_identity_checked=values["checked"],
        )

    def _offer(self, names: dict[str, str]) -> None:
        roles = {party.role for party in self._parties.values()}
        parties = [
            (reference, f"{name} ({wording.ROLES.get(self._parties[reference].role, '')})")
            for reference, name in names.items()
        ]
        others = [choice for choice in _capital(SpokenTo.choices) if choice[0] not in {*roles, *_ONLY_AS_PARTIES}]
        field = self.fields["spoken_to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [_CHOOSE, *parties, *others]


# They are in the case or they are somebody else.
_ONLY_AS_PARTIES = {SpokenTo.DEBTOR, SpokenTo.JOINT_DEBTOR, SpokenTo.GUARANTOR}


class RecordingForm(PostForm):
    """The sound of a call, and how the person knew."""

    told = forms.ChoiceField(
        label=_("How was the person told that the call is recorded?"),
        help_text=_(
            "Before the recording began (GDPR art. 13). The recording of somebody who was not told is not kept."
        ),
        choices=_capital(ToldHow.choices),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the person was told of the recording.")},
    )
    sound = forms.FileField(
        label=_("Sound file"),
        widget=forms.FileInput(attrs={"accept": "audio/wav,audio/mpeg,audio/ogg,.wav,.mp3,.ogg,.oga,.opus"}),
        error_messages={
            "required": _("Choose the sound file of the call."),
            "empty": _("The file is empty. Export the call once more."),
        },
    )


class ListenForm(PostForm):
    """What a recording is listened to for. The purposes for which it was made are offered; the service judges."""

    purpose = forms.CharField(
        label=_("What do you listen to it for?"), error_messages={"required": _("Choose what you listen to it for.")}
    )

    def __init__(self, data: Any = None, *, recording: CallRecording) -> None:
        super().__init__(data)
        choices = [(each, wording.LISTENING.get(each, each)) for each in recording.purposes]
        self.fields["purpose"].widget = forms.RadioSelect(choices=choices)


class TranscriptForm(PostForm):
    """What is said in a recording."""

    transcript = forms.CharField(
        label=_("Transcript"),
        help_text=_("It is sealed with the sound, goes on the same day, and the person may get it."),
        required=False,
        max_length=_LONGEST_TRANSCRIPT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def played(text: str) -> list[tuple[int, int]] | None:
    """The seconds that a player says it has played, such as ``0-12,40-55``; None when it says nothing sensible."""
    if not _PLAYED.fullmatch(text):
        return None
    pairs = [part.split("-") for part in text.split(",")]
    return [(int(start), int(end)) for start, end in pairs]
