"""Call recordings: taking one in."""

from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import CallRecording, Case
from collections_app.record_classes import CALL_RECORDING
from personal_data import envelopes, files

FILE_COLUMN = "call_recording.file.v1"


@transaction.atomic
def add(
    *,
    case: Case,
    recorded_at: datetime,
    seconds: int,
    content: BinaryIO | None = None,
    media_type: str = "audio/wav",
) -> CallRecording:
    """Seal a recorded call in an envelope of its own; its clock starts on the day of the call, local time."""
    parts = case.case_debtors.select_related("debtor__subject")
    envelope = envelopes.create(
        controller=case.controller,
        record_class=CALL_RECORDING,
        subjects=[(part.debtor.subject, part.role) for part in parts],
        trigger_on=recorded_at.astimezone(ZoneInfo(case.controller.time_zone)).date(),
    )
    file = content and files.store(envelope=envelope, column_id=FILE_COLUMN, media_type=media_type, content=content)
    recording = CallRecording.objects.create(
        envelope=envelope,
        controller=case.controller,
        case_reference=case.reference,
        recorded_at=recorded_at,
        seconds=seconds,
        file=file.pk if file else None,
    )
    trail.record(events.CALL_RECORDED, envelopes=[envelope.pk], reference=case.reference)
    return recording
