"""Letting uploaded files go: after their 24 hours, or before when somebody says so; always through the gate."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import ImportUpload, UploadState
from collections_app.services.imports import uploads
from personal_data import envelopes


@transaction.atomic
def discard(*, upload: ImportUpload, at: datetime) -> bool:
    """Erase the file at once, because somebody says so. Raises uploads.NotNow while it is being imported."""
    locked = uploads.lock(upload.reference, *(state for state in UploadState if state != UploadState.IMPORTING))
    return _erase(locked, at, reason="discarded")


def expire(*, at: datetime) -> int:
    """Erase what has lain here for its 24 hours; says how many. What is being imported goes when that is done."""
    gone = 0
    over = ImportUpload.objects.filter(ends_at__lte=at).exclude(state=UploadState.IMPORTING).order_by("ends_at")
    for reference in list(over.values_list("reference", flat=True)):
        with transaction.atomic():
            upload = (
                uploads.living().select_for_update(of=("self",), skip_locked=True).filter(reference=reference).first()
            )
            if upload is not None and upload.state != UploadState.IMPORTING:
                gone += _erase(upload, at, reason="expired")
    return gone


def _erase(upload: ImportUpload, at: datetime, *, reason: str) -> bool:
    """The hours are over: only now has the retention clock its trigger, which is due on that same day; so no run that
    counts in days takes the file before its 24 hours, and the gate judges as always."""
    today = at.astimezone(ZoneInfo(upload.controller.time_zone)).date()
    trail.record(events.UPLOAD_DISCARDED, envelopes=[upload.envelope_id], reference=upload.reference, reason=reason)
    envelopes.set_trigger(envelopes=[upload.envelope_id], trigger_on=today)
    (outcome,) = envelopes.erase([upload.envelope_id])
    return outcome.erased
