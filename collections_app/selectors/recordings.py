"""Recordings and what is being listened to, within reach."""

from uuid import UUID

from collections_app.models import Call, CallRecording, Case, Playback
from personal_data import reach
from personal_data.models import SealedFile


def of_case(reference: str, recording_id: UUID) -> CallRecording:
    """One recording of the case of that number. Raises CallRecording.DoesNotExist."""
    return CallRecording.objects.filter(reach.within(), case_reference=reference).get(pk=recording_id)


def of_call(call: Call) -> CallRecording | None:
    """The recording of a line of the contact log, as long as it is kept."""
    return CallRecording.objects.filter(reach.within(), case_reference=call.case.reference, call=call.pk).first()


def call_of_case(case: Case, call_id: UUID) -> Call:
    """One line of the contact log of a case. Raises Call.DoesNotExist."""
    return Call.objects.select_related("case").get(pk=call_id, case=case)


def playback_of(recording: CallRecording, playback_id: UUID, *, by: UUID) -> Playback:
    """A listening of one's own that goes on. Raises Playback.DoesNotExist."""
    return Playback.objects.get(pk=playback_id, recording=recording.pk, by=by)


def sound_of(recording: CallRecording) -> SealedFile | None:
    """The sealed sound of a recording, the one file of its envelope; None where it has none."""
    return SealedFile.objects.filter(envelope_id=recording.envelope_id).first()
