"""Legal proceedings files within reach, and what of a case can be copied into one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from collections_app.models import (
    Call,
    CallRecording,
    Case,
    Claim,
    KeptAs,
    LegalFile,
    LegalFileItem,
    MatterKind,
    SpokenTo,
)
from personal_data import envelopes, reach
from personal_data.models import SealedFile

PAGE = 50


@dataclass(frozen=True, slots=True)
class Copied:
    """What is copied from one row of a case: its kind, when it happened, and its words."""

    kind: str
    source: UUID
    happened_at: datetime
    text: str
    level: str = ""
    """How confidential a note is; empty where nobody has classified it."""


def is_in_legal_stage(case: Case) -> bool:
    """Whether legal action about a case is under way: a file of proceedings is open on it (AXACTOR-78)."""
    files = LegalFile.objects.filter(controller=case.controller_id, case_reference=case.reference, ended_on=None)
    return files.exclude(kind=MatterKind.DAMAGE).exists()


def listed(*, after: str = "") -> Sequence[LegalFile]:
    """Files within reach, newest first; one more than a page shows. Opens nothing."""
    found = LegalFile.objects.filter(reach.within()).select_related("controller")
    if after and (last := found.filter(reference=after).first()):
        found = found.filter(pk__lt=last.pk)
    return list(found.order_by("-id")[: PAGE + 1])


def of_case(reference: str) -> Sequence[LegalFile]:
    """The files that were opened on the case of that number, newest first. Opens nothing."""
    found = LegalFile.objects.filter(reach.within(), case_reference=reference)
    return list(found.order_by(F("ended_on").desc(nulls_first=True), "-id"))


def taking(reference: str) -> Sequence[LegalFile]:
    """Those of a case that still take items."""
    return [each for each in of_case(reference) if each.ended_on is None]


def one(reference: str) -> LegalFile:
    """One file within reach. Raises LegalFile.DoesNotExist."""
    found = LegalFile.objects.filter(reach.within()).select_related("controller", "envelope")
    return found.get(reference=reference)


def consult(file: LegalFile) -> Sequence[LegalFileItem]:
    """Open a file with everything in it, oldest first. Raises Refused and Gone."""
    items = list(file.items.order_by(F("happened_at").asc(nulls_last=True), "id"))
    envelopes.open([file])
    return items


def item_of(file: LegalFile, item_id: UUID) -> tuple[LegalFileItem, SealedFile]:
    """One item with its sealed file. Raises LegalFileItem.DoesNotExist."""
    item = file.items.get(pk=item_id, file__isnull=False)
    assert item.file is not None
    return item, SealedFile.objects.get(pk=item.file, envelope_id=file.envelope_id)


def recordings_of(file: LegalFile) -> Sequence[CallRecording]:
    """The recordings of the case that are still there. Opens nothing."""
    found = CallRecording.objects.filter(
        case_reference=file.case_reference, controller_id=file.controller_id, file__isnull=False
    )
    return list(found.order_by("-recorded_at", "-id"))


def copyable(case: Case) -> list[Copied]:
    """Notes, lines of the contact log and claims of a case, newest first. Opens the case. Raises Refused and Gone."""
    envelopes.open([case])
    notes = [Copied(KeptAs.NOTE, each.pk, each.at, each.text.reveal(), each.level) for each in case.notes.all()]
    calls = [Copied(KeptAs.CALL, each.pk, each.started_at, _call(each)) for each in case.calls.all()]
    claims = [
        Copied(KeptAs.CLAIM, each.pk, datetime.combine(each.issued_on, time.min, UTC), _claim(each))
        for each in case.claims.all()
    ]
    return sorted([*notes, *calls, *claims], key=lambda each: (each.happened_at, each.source), reverse=True)


def is_damage(file: LegalFile) -> bool:
    """Whether it is kept for damage and not for an assignment."""
    return file.kind == MatterKind.DAMAGE


def _call(call: Call) -> str:
    """A line of the contact log in one paragraph."""
    who = "" if call.spoken_to == SpokenTo.NOBODY else call.get_spoken_to_display()
    number = "" if call.number is None else call.number.reveal()
    head = ", ".join(each for each in (call.get_direction_display(), call.get_outcome_display(), who, number) if each)
    return head if call.text is None else f"{head}: {call.text.reveal()}"


def _claim(claim: Claim) -> str:
    """A claim in one line: number, kind, days and amount."""
    amount = f"{Decimal(claim.amount_minor) / 100:.2f} {claim.currency}"
    days = f"{claim.issued_on}" if claim.due_on is None else f"{claim.issued_on} / {claim.due_on}"
    ground = "" if claim.ground is None else f": {claim.ground.reveal()}"
    return f"{claim.get_kind_display()} {claim.number.reveal()}, {days}, {amount}{ground}"
