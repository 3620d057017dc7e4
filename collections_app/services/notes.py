"""Notes: writing in a case file, and saying what a note is about and how confidential it is (INTRUM-11)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, Level, Note, NoteKind
from collections_app.services import archive
from personal_data import envelopes


class Empty(ValidationError):
    """A note says something."""

    def __init__(self) -> None:
        super().__init__(_("Write what you want to note."), code="empty")


class NotClassified(ValidationError):
    """A note is of a kind, and has a classification."""

    def __init__(self) -> None:
        super().__init__(_("Say what it is about and how confidential it is."), code="not_classified")


@transaction.atomic
def add(*, case: Case, text: str, kind: str, level: str, by: UUID, at: datetime) -> Note:
    """Write a note in the case's envelope. Raises Empty, NotClassified, and Archived where the case is closed."""
    if not text.strip():
        raise Empty
    expect_classified(kind, level)
    archive.expect_open(case)
    envelopes.prepare_to_write([case])
    note = Note.objects.create(
        envelope_id=case.envelope_id, case=case, text=text.strip(), kind=kind, level=level, by=by, at=at
    )
    trail.record(events.NOTE_WRITTEN, envelopes=[case.envelope_id], reference=case.reference)
    return note


@transaction.atomic
def classify(*, note: Note, kind: str, level: str) -> Note:
    """Classify a note, or do it anew: who knows more, knows better. Raises NotClassified; Archived where the case is
    closed; Refused while restricted."""
    expect_classified(kind, level)
    archive.expect_open(note.case)
    envelopes.prepare_to_write([note])
    note.kind, note.level = kind, level
    note.save(update_fields=["kind", "level"])
    trail.record(events.NOTE_CLASSIFIED, envelopes=[note.envelope_id], reference=note.case.reference, reason=level)
    return note


def expect_classified(kind: str, level: str) -> None:
    """Raises NotClassified where one of both is missing."""
    if kind not in NoteKind.values or level not in Level.values:
        raise NotClassified
