"""Notes: writing in a case file."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, Note
from collections_app.services import archive
from personal_data import envelopes


class Empty(ValidationError):
    """A note says something."""

    def __init__(self) -> None:
        super().__init__(_("Write what you want to note."), code="empty")


@transaction.atomic
def add(*, case: Case, text: str, by: UUID, at: datetime) -> Note:
    """Write a note in the case's envelope. Raises Empty, and Archived where the case is closed."""
    if not text.strip():
        raise Empty
    archive.expect_open(case)
    envelopes.prepare_to_write([case])
    note = Note.objects.create(envelope_id=case.envelope_id, case=case, text=text.strip(), by=by, at=at)
    trail.record(events.NOTE_WRITTEN, envelopes=[case.envelope_id], reference=case.reference)
    return note
