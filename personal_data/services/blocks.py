"""Blocks: the restrictions, objections, holds and wishes that stop opening or erasure."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit import acting, trail
from personal_data import events
from personal_data.journal import entries
from personal_data.models import (
    BlockKind,
    BlockPermit,
    DataSubject,
    Envelope,
    EnvelopeBlock,
    EnvelopeSubject,
)
from personal_data.purposes import DESPITE_HOLD, DESPITE_MARKETING_OBJECTION, DESPITE_RESTRICTION, Purpose

PLACED = "block_placed"
LIFTED = "block_lifted"
_ALLOWED = {
    BlockKind.RESTRICTION: DESPITE_RESTRICTION,
    BlockKind.OBJECTION: DESPITE_RESTRICTION,
    BlockKind.STOPPED: DESPITE_RESTRICTION,
    BlockKind.NEED_TO_KNOW: DESPITE_RESTRICTION,
    BlockKind.HOLD: DESPITE_HOLD,
    BlockKind.MARKETING: DESPITE_MARKETING_OBJECTION,
}


class AlreadyErased(ValidationError):
    """What was to be held or restricted is gone: erasure was first."""

    def __init__(self) -> None:
        super().__init__("Nothing to hold: the record was erased before the hold could be placed.", code="erased")


@transaction.atomic
def place(
    *,
    kind: BlockKind,
    reason_code: str,
    envelopes: Sequence[UUID] = (),
    subject: DataSubject | None = None,
    allowed: Sequence[Purpose] | None = None,
    review_on: date | None = None,
) -> list[EnvelopeBlock]:
    """Place a block on envelopes, or on all of one person's.

    The envelopes are locked first, so a hold placed during a run wins or waits: it never loses silently. A restriction,
    objection or need-to-know seal lets only the purposes of art. 18(2) open unless ``allowed`` says otherwise, a hold
    those and what it is for.
    Raises AlreadyErased when an envelope (or the person's last one) has gone meanwhile.
    """
    who = acting.current()
    if who is None:
        raise trail.NoActor("A block needs somebody who places it.")
    if allowed is None:
        allowed = _ALLOWED.get(kind)
    living = _locked(envelopes, subject)
    blocks = [
        EnvelopeBlock(
            kind=kind,
            envelope_id=envelope_id,
            subject=subject,
            allowed=None if allowed is None else [purpose.value for purpose in allowed],
            reason_code=reason_code,
            placed_by=who.actor.id,
            review_on=review_on,
        )
        for envelope_id in ([None] if subject else living)
    ]
    intent = entries.intend(PLACED, {"blocks": [_as_entry(block) for block in blocks], "on": entries.ids(living)})
    EnvelopeBlock.objects.bulk_create(blocks)
    intent.settle({})
    trail.record(events.BLOCK_PLACED, envelopes=living, reason=f"{kind.value}.{reason_code}", count=len(blocks))
    return blocks


def _locked(envelopes: Sequence[UUID], subject: DataSubject | None) -> list[UUID]:
    """Lock what is to be blocked. Raises AlreadyErased."""
    ids = list(envelopes)
    if subject is not None:
        ids = list(EnvelopeSubject.objects.filter(subject=subject).values_list("envelope_id", flat=True))
    living = list(
        Envelope.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id").values_list("id", flat=True)
    )
    if not living or (subject is None and set(living) != set(ids)):
        raise AlreadyErased
    return living


@transaction.atomic
def lift(block: EnvelopeBlock) -> None:
    """Lift a block. What is overdue by then falls due the same day. Lifting twice changes nothing."""
    who = acting.current()
    if who is None:
        raise trail.NoActor("Lifting a block needs somebody who lifts it.")
    touched = (
        [block.envelope_id]
        if block.envelope_id
        else list(EnvelopeSubject.objects.filter(subject_id=block.subject_id).values_list("envelope_id", flat=True))
    )
    at = timezone.now()
    named = {"block": block.id.hex, "at": at.isoformat(), "by": who.actor.id.hex, "on": entries.ids(touched)}
    intent = entries.intend(LIFTED, named)
    lifted = EnvelopeBlock.objects.filter(id=block.id, lifted_at__isnull=True).update(
        lifted_at=at, lifted_by=who.actor.id
    )
    intent.settle({} if lifted else None)
    if lifted:
        trail.record(events.BLOCK_LIFTED, envelopes=touched, reason=f"{block.kind}.{block.reason_code}")
    block.refresh_from_db()


def _as_entry(block: EnvelopeBlock) -> dict[str, object]:
    """A block as the erasure journal keeps it, so that it can be placed again after a restore."""
    return {
        "id": block.id.hex,
        "kind": block.kind.value if isinstance(block.kind, BlockKind) else block.kind,
        "envelope": block.envelope_id.hex if block.envelope_id else None,
        "subject": block.subject_id.hex if block.subject_id else None,
        "allowed": block.allowed,
        "reason_code": block.reason_code,
        "placed_by": block.placed_by.hex,
        "review_on": block.review_on.isoformat() if block.review_on else None,
    }


@transaction.atomic
def review(block_ids: Sequence[UUID], *, review_on: date) -> None:
    """Set the day on which blocks that stand are to be looked at again."""
    EnvelopeBlock.objects.filter(id__in=block_ids, lifted_at__isnull=True).update(review_on=review_on)


@transaction.atomic
def permit(
    *,
    block: EnvelopeBlock,
    envelopes: Sequence[UUID],
    purpose: Purpose,
    step: str,
    reference: str,
    from_at: datetime,
    until_at: datetime,
    asked_by: UUID,
    approved_by: UUID,
) -> BlockPermit:
    """Let one purpose open some records in spite of a block until a moment, for one named step (GDPR art. 18(2)).

    The database refuses one that the asker approves, or that runs longer than thirty days.
    """
    permitted = BlockPermit.objects.create(
        block_id=block.id,
        envelopes=list(envelopes),
        purpose=purpose.value,
        step=step,
        reference=reference,
        from_at=from_at,
        until_at=until_at,
        asked_by=asked_by,
        approved_by=approved_by,
    )
    trail.record(
        events.BLOCK_PERMITTED, envelopes=list(envelopes), reference=reference, reason=f"{purpose.value}.{step}"
    )
    return permitted
