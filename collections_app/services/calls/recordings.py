"""Call recordings: taking one in, and writing down what is said in it."""

from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events, sounds
from collections_app.models import Call, CallOutcome, CallRecording, Case, ToldHow
from collections_app.policies.calls import has_anothers_voice
from collections_app.record_classes import CALL_RECORDING
from collections_app.services import archive
from collections_app.services.calls import terms as recording_terms
from personal_data import envelopes, files

FILE_COLUMN = "call_recording.file.v1"
LARGEST = 100 * 1024 * 1024
"""Bytes of one sound file: more than 100 MB no telephone call needs."""

_REFUSALS = {
    "off": _("The notice of this controller does not say that calls are recorded, so none are kept here."),
    "not_reached": _("Nobody was reached in this call, so there is nothing to record."),
    "not_told": _("Choose how the person was told of the recording. Who was not told may not be recorded."),
    "already": _("This call has its recording already."),
    "too_large": _("The file is larger than 100 MB. Export the call once more as MP3 or Ogg, or with fewer bits."),
    "empty": _("The file is empty. Export the call once more."),
    "broken": _("The file begins like %(kind)s, but it is damaged or cut off. Export the call once more."),
    "unknown_coding": _("The sound in this %(kind)s file is coded in a way that browsers do not play. "
                        "Export the call once more as WAV, MP3 or Ogg."),
    "other_kind": _("This is no WAV, MP3 or Ogg sound, whatever its name says. Choose the sound of the call."),
    "disguised": _("This is no WAV, MP3 or Ogg sound, whatever its name says: it begins like %(kind)s. "
                   "Choose the sound of the call."),
}  # fmt: skip


class NotTaken(ValidationError):
    """A recording is not taken; ``code`` says why."""

    def __init__(self, reason: str, kind: str = "") -> None:
        super().__init__(_REFUSALS[reason], code=reason, params={"kind": kind})


@transaction.atomic
def attach(*, call: Call, content: BinaryIO, size: int, told: str, at: datetime) -> CallRecording:
    """Seal the recording of a logged call in an envelope of its own.

    Its clock starts on the day of the call, local time, whatever the case does. Raises NotTaken, Archived where the
    case is closed, and Refused while it may not be worked.
    """
    # Two who attach at once take turns here, and the second is told that there is one already.
    case = Case.objects.select_for_update(of=("self",)).select_related("controller").get(pk=call.case_id)
    archive.expect_open(case)
    terms = recording_terms.of(case.controller.reference)
    _check(call, is_on=terms.is_on, told=told)
    sound = _recognised(content, size)
    envelopes.prepare_to_write([case])
    recording = _sealed(case, call, content, sound, terms_purposes=sorted(terms.purposes), told=told)
    trail.record(events.CALL_RECORDED, envelopes=[recording.envelope_id], reference=case.reference, reason=told)
    return recording


@transaction.atomic
def transcribe(*, recording: CallRecording, text: str) -> CallRecording:
    """Write the transcript of a recording, sealed with its sound: it goes with it. An empty text takes it away.

    Raises Archived where its case is closed, Refused and Gone.
    """
    archive.expect_open_reference(recording.case_reference)
    envelopes.prepare_to_write([recording])
    recording.transcript = text.strip() or None
    recording.save(update_fields=["transcript"])
    trail.record(
        events.CALL_TRANSCRIBED,
        envelopes=[recording.envelope_id],
        reference=recording.case_reference,
        reason="written" if text.strip() else "removed",
    )
    return recording


def _check(call: Call, *, is_on: bool, told: str) -> None:
    if not is_on:
        raise NotTaken("off")
    if call.outcome not in (CallOutcome.SPOKE, CallOutcome.VOICEMAIL):
        raise NotTaken("not_reached")
    if told not in ToldHow.values:
        raise NotTaken("not_told")
    if CallRecording.objects.filter(case_reference=call.case.reference, call=call.pk).exists():
        raise NotTaken("already")


def _recognised(content: BinaryIO, size: int) -> sounds.Sound:
    if size > LARGEST:
        raise NotTaken("too_large")
    try:
        return sounds.recognise(content)
    except sounds.NotASound as refusal:
        disguised = refusal.reason == "other_kind" and refusal.looks_like
        raise NotTaken("disguised" if disguised else refusal.reason, refusal.looks_like) from None


def _sealed(
    case: Case, call: Call, content: BinaryIO, sound: sounds.Sound, *, terms_purposes: list[str], told: str
) -> CallRecording:
    parts = case.case_debtors.select_related("debtor__subject")
    envelope = envelopes.create(
        controller=case.controller,
        record_class=CALL_RECORDING,
        subjects=[(part.debtor.subject, part.role) for part in parts],
        trigger_on=call.started_at.astimezone(ZoneInfo(case.controller.time_zone)).date(),
    )
    file = files.store(envelope=envelope, column_id=FILE_COLUMN, media_type=sound.media_type, content=content)
    return CallRecording.objects.create(
        envelope=envelope,
        controller=case.controller,
        case_reference=case.reference,
        call=call.pk,
        agent=call.by,
        recorded_at=call.started_at,
        seconds=sound.seconds,
        purposes=terms_purposes,
        told=told,
        has_anothers_voice=has_anothers_voice(call.spoken_to),
        file=file.pk,
    )
