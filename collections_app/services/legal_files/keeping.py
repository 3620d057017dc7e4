"""Copying into a legal proceedings file: notes, calls and claims of the case, documents, parts of recorded calls.

A copy lies in the file's own envelope under the dispute's rule; what it was copied from goes on its own day.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events, sounds
from collections_app.models import CallRecording, Case, KeptAs, LegalFile, LegalFileItem, Level
from collections_app.policies import legal_files as rules
from collections_app.policies.calls import ListeningPurpose, may_listen
from collections_app.selectors import recordings as kept
from collections_app.selectors.legal_files import Copied
from personal_data import envelopes, file_reading, files
from personal_data.models import SealedFile

FILE_COLUMN = "legal_file.item.v1"
LARGEST_DOCUMENT = 20 * 1024 * 1024
"""Bytes of one document: what courts take by electronic filing is smaller."""

_REFUSALS = {
    "ended": _("The assignment of this file has ended. Take it up again before something is added."),
    "why_missing": _("Write why the dispute needs it."),
    "nothing_chosen": _("Choose what is to be copied."),
    "ends_before_it_begins": _("The part has to end after it begins."),
    "longer_than_the_call": _("The call is not as long as that."),
    "purpose_not_listed": _("The recording was not made to confirm what was agreed, so it may not be used as proof."),
    "no_sound": _("The recording has no sound any more."),
    "cannot_be_cut": _("This sound cannot be cut. Keep the whole recording, and say why the whole is needed."),
    "other_case": _("The recording is of another case."),
    "unclassified": _("Nobody has said how confidential it is. Classify it first; until then it stays out."),
    "already": _("This is in the file already."),
    "not_a_document": _("Only a PDF is taken here. Save the document as PDF and choose it again."),
    "too_large": _("The document is larger than 20 MB. Divide it, or save it with fewer dots to the inch."),
}


class NotKept(ValidationError):
    """The item does not come into the file; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who copies, when, and why the dispute needs it."""

    by: UUID
    at: datetime
    why: str


@transaction.atomic
def keep_rows(*, file: LegalFile, copies: Iterable[Copied], keeper: Keeper) -> list[LegalFileItem]:
    """Copy notes, lines of the contact log and claims that have been read from the opened case. Raises NotKept."""
    locked, wanted = _ready(file, keeper), list(copies)
    if not wanted:
        raise NotKept("nothing_chosen")
    if any(each.kind == KeptAs.NOTE and not each.level for each in wanted):
        raise NotKept("unclassified")
    there = set(locked.items.values_list("source", flat=True))
    if all(each.source in there for each in wanted):
        raise NotKept("already")
    return [_add(locked, keeper, **asdict(each)) for each in wanted if each.source not in there]


@transaction.atomic
def keep_clip(*, file: LegalFile, recording: CallRecording, start: int, end: int, keeper: Keeper) -> LegalFileItem:
    """Copy the part of a recorded call that the dispute needs, and nothing of the rest (INTRUM-39).

    Opens the recording for the proof of a transaction. Raises NotKept, Refused and Gone.
    """
    _part(rules.wrong_part(start=start, end=end, seconds=recording.seconds))
    return _keep_sound(file, recording, keeper, part=(start, end))


@transaction.atomic
def keep_recording(*, file: LegalFile, recording: CallRecording, keeper: Keeper) -> LegalFileItem:
    """Copy a whole recorded call, for the stated reason. Raises NotKept, Refused and Gone."""
    return _keep_sound(file, recording, keeper, part=None)


@transaction.atomic
def keep_document(
    *, file: LegalFile, name: str, content: BinaryIO, size: int, level: str, keeper: Keeper
) -> LegalFileItem:
    """Seal a document of the matter, such as a decision, as PDF, with how confidential it is. Raises NotKept."""
    locked = _ready(file, keeper)
    if level not in Level.values:
        raise NotKept("unclassified")
    if size > LARGEST_DOCUMENT:
        raise NotKept("too_large")
    if content.read(5) != b"%PDF-":
        raise NotKept("not_a_document")
    content.seek(0)
    sealed = files.store(envelope=locked.envelope, column_id=FILE_COLUMN, media_type="application/pdf", content=content)
    return _add(locked, keeper, kind=KeptAs.DOCUMENT, text=name.strip() or None, file=sealed.pk, level=level)


def _keep_sound(
    file: LegalFile, recording: CallRecording, keeper: Keeper, *, part: tuple[int, int] | None
) -> LegalFileItem:
    locked = _ready(file, keeper)
    sound = _sound(locked, recording)
    case = Case.objects.filter(reference=recording.case_reference).first()
    if case is not None:
        envelopes.prepare_to_write([case])
    same = {"from_second": part[0], "to_second": part[1]} if part else {"kind": KeptAs.RECORDING}
    if locked.items.filter(source=recording.pk, **same).exists():
        raise NotKept("already")
    envelopes.open([recording])
    with file_reading.opened(sound) as content, files.Writer(envelope=locked.envelope, column_id=FILE_COLUMN) as out:
        try:
            for piece in _pieces(content, sound, part):
                out.write(piece)
        except sounds.NotASound:
            raise NotKept("cannot_be_cut") from None
        copy = out.finish(media_type=sound.media_type)
    return _add(
        locked,
        keeper,
        kind=KeptAs.CLIP if part else KeptAs.RECORDING,
        source=recording.pk,
        happened_at=recording.recorded_at,
        from_second=part[0] if part else None,
        to_second=part[1] if part else None,
        has_anothers_voice=recording.has_anothers_voice,
        file=copy.pk,
    )


def _sound(file: LegalFile, recording: CallRecording) -> SealedFile:
    if recording.case_reference != file.case_reference or recording.controller_id != file.controller_id:
        raise NotKept("other_case")
    if not may_listen(purpose=ListeningPurpose.TRANSACTION_PROOF, purposes=frozenset(recording.purposes)):
        raise NotKept("purpose_not_listed")
    if (sound := kept.sound_of(recording)) is None:
        raise NotKept("no_sound")
    return sound


def _pieces(content: BinaryIO, sound: SealedFile, part: tuple[int, int] | None) -> Iterable[bytes]:
    if part is None:
        return iter(lambda: content.read(files.CHUNK_BYTES), b"")
    return sounds.cut(content, sound.media_type, start=part[0], end=part[1])


def _ready(file: LegalFile, keeper: Keeper) -> LegalFile:
    """The file, locked and ready to be written to."""
    locked = LegalFile.objects.select_for_update(of=("self",)).select_related("envelope").get(pk=file.pk)
    if locked.ended_on:
        raise NotKept("ended")
    if not keeper.why.strip():
        raise NotKept("why_missing")
    envelopes.prepare_to_write([locked])
    return locked


def _add(legal_file: LegalFile, keeper: Keeper, *, kind: str, **values: Any) -> LegalFileItem:
    item = LegalFileItem.objects.create(
        envelope_id=legal_file.envelope_id,
        legal_file=legal_file,
        kind=kind,
        why=keeper.why.strip(),
        kept_by=keeper.by,
        kept_at=keeper.at,
        **values,
    )
    trail.record(
        events.LEGAL_FILE_KEPT,
        envelopes=[legal_file.envelope_id],
        reference=legal_file.reference,
        reason=kind,
        count=1,
    )
    return item


def _part(reason: str) -> None:
    if reason:
        raise NotKept(reason)
