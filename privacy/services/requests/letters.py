"""Letters of a request: made and sealed in the request's own envelope, then sent, each step recorded."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db import transaction

from audit import trail
from personal_data import envelopes, files
from personal_data.models import SealedFile
from privacy import events
from privacy.models import DataSubjectRequest, Letter, LetterKind, SentBy

COLUMN = "letter.file.v1"
PDF = "application/pdf"


@transaction.atomic
def seal(
    *,
    request: DataSubjectRequest,
    kind: LetterKind,
    language: str,
    document: bytes,
    by: UUID,
    at: datetime,
    recipient: str = "",
) -> Letter:
    """Seal a finished document into the request's envelope. A failed transaction leaves no file behind."""
    envelopes.prepare_to_write([request])
    file = files.store(envelope=request.envelope, column_id=COLUMN, media_type=PDF, content=BytesIO(document))
    letter = Letter.objects.create(
        envelope_id=request.envelope_id,
        request=request,
        kind=kind,
        language=language,
        recipient=recipient,
        file=file.id,
        made_at=at,
        made_by=by,
    )
    trail.record(
        events.LETTER_MADE,
        envelopes=[request.envelope_id],
        reference=request.reference,
        reason=kind.value,
        recipient=recipient,
    )
    return letter


@transaction.atomic
def mark_sent(*, letter: Letter, sent_by: SentBy, by: UUID, at: datetime) -> Letter:
    """Note that a letter went out, and how. Sending twice changes nothing: the first time counts."""
    locked = Letter.objects.select_for_update(of=("self",)).select_related("request").get(pk=letter.pk)
    if locked.sent_at is None:
        locked.sent_at, locked.sent_by, locked.sender = at, sent_by, by
        locked.save(update_fields=["sent_at", "sent_by", "sender"])
        trail.record(
            events.LETTER_SENT,
            envelopes=[locked.envelope_id],
            reference=locked.request.reference,
            reason=f"{locked.kind}.{sent_by}",
            recipient=locked.recipient,
        )
    return locked


def read(letter: Letter) -> Iterator[bytes]:
    """The document in parts, for showing or printing. Opens the request's envelope and records the reading."""
    envelopes.open([letter])
    trail.record_apart(
        events.LETTER_READ, reference=letter.request.reference, reason=letter.kind, recipient=letter.recipient
    )
    return files.read(SealedFile.objects.get(id=letter.file))
