"""Restricting from receipt, and lifting only what the person has been told of (GDPR art. 18(1) and (3), 21(1))."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from audit import acting, trail
from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeBlock, EnvelopeSubject
from personal_data.services import blocks
from privacy import events
from privacy.models import (
    DataSubjectRequest,
    ItemOutcome,
    Letter,
    LetterKind,
    RequestStatus,
    Restriction,
    RestrictionGround,
    Right,
)
from privacy.models.request import CLOSED
from privacy.services.requests import letter_data, letters, recipient_notices, steps
from privacy.services.requests.steps import NotAllowed

_GROUND_FROM_RECEIPT: Mapping[str, RestrictionGround] = MappingProxyType(
    {
        Right.RECTIFICATION: RestrictionGround.ACCURACY,
        Right.OBJECTION: RestrictionGround.OBJECTION,
        Right.RESTRICTION: RestrictionGround.ASKED,
    }
)


def begin(*, request: DataSubjectRequest, record: UUID | None, at: datetime) -> Restriction:
    """Restrict from receipt one record, or with None everything of the person; nobody has to decide it first.

    Raises NotAllowed when the record is not one of this person.
    """
    if record is not None and not EnvelopeSubject.objects.filter(envelope=record, subject=request.subject).exists():
        raise NotAllowed("not_their_record")
    kind = BlockKind.OBJECTION if request.right == Right.OBJECTION else BlockKind.RESTRICTION
    block = _place(request, kind, record)
    made = Restriction.objects.create(
        envelope_id=request.envelope_id,
        request=request,
        ground=_GROUND_FROM_RECEIPT[request.right],
        block_id=block.id,
        record=record,
        since=at,
    )
    trail.record(
        events.RESTRICTION_BEGUN, envelopes=[request.envelope_id], reference=request.reference, reason=made.ground
    )
    return made


@transaction.atomic
def announce(*, request: DataSubjectRequest, lift_on: date, because: str, by: UUID, at: datetime) -> Letter:
    """Make the letter that tells the person on which day the restriction will be lifted, and why.

    Raises NotAllowed while the request is being decided, when it was granted for good, or for a day that is over.
    """
    locked, restriction = _standing(request)
    if locked.status not in CLOSED or _is_upheld(locked) or _gave_way_to_claims(locked):
        raise NotAllowed("restriction_stands")
    if restriction.lift_on is not None:
        raise NotAllowed("announced_already")
    if not because.strip():
        raise NotAllowed("reason_missing")
    if lift_on < steps.local_day(locked, at):
        raise NotAllowed("lift_in_past")
    debtor = letter_data.addressee(locked)
    envelopes.open([locked, debtor])
    content = {
        **letter_data.common(locked, debtor, at=at),
        "since": steps.local_day(locked, restriction.since),
        "lift_on": lift_on,
        "reason": because.strip(),
    }
    document = letter_data.rendered("restriction_lifted", content, language=locked.language)
    restriction.lift_on, restriction.lift_because = lift_on, because.strip()
    restriction.save(update_fields=["lift_on", "lift_because"])
    kind = LetterKind.RESTRICTION_LIFTED
    return letters.seal(request=locked, kind=kind, language=locked.language, document=document, by=by, at=at)


@transaction.atomic
def lift(*, request: DataSubjectRequest, at: datetime) -> Restriction:
    """Lift a restriction whose end the person has been told of, on the day that they were told.

    Raises NotAllowed before that; the database refuses it as well.
    """
    locked, restriction = _standing(request)
    told = locked.letters.filter(kind=LetterKind.RESTRICTION_LIFTED, sent_at__lte=at).exists()
    if not told or restriction.lift_on is None or restriction.lift_on > steps.local_day(locked, at):
        raise NotAllowed("told_first")
    blocks.lift(EnvelopeBlock.objects.get(id=restriction.block_id))
    ended = _ended(locked, restriction, at=at)
    if (who := acting.current()) is not None:
        recipient_notices.make_of_the_end(request=locked, by=who.actor.id, at=at)
    return ended


def lift_due(*, at: datetime) -> int:
    """Lift every restriction whose announced day has come and whose letter went out; says how many."""
    lifted = 0
    waiting = Restriction.objects.filter(lifted_at=None, lift_on__lte=at.date()).select_related("request__controller")
    for restriction in waiting.filter(
        request__letters__kind=LetterKind.RESTRICTION_LIFTED, request__letters__sent_at__lte=at
    ).distinct():
        if restriction.lift_on and restriction.lift_on <= steps.local_day(restriction.request, at):
            lift(request=restriction.request, at=at)
            lifted += 1
    return lifted


def after_closing(*, request: DataSubjectRequest, at: datetime) -> None:
    """What follows when a request is closed: an objection that was upheld stops processing for good; what stays
    restricted keeps its file, whose clock starts when the restriction ends."""
    restriction = Restriction.objects.filter(request=request, lifted_at=None).first()
    if restriction is None:
        return
    if _gave_way_to_claims(request):
        _leave_claims_only(request, restriction)
        return
    if not _is_upheld(request):
        envelopes.set_trigger(envelopes=[request.envelope_id], trigger_on=None)
        return
    _place(request, BlockKind.STOPPED, restriction.record)
    blocks.lift(EnvelopeBlock.objects.get(id=restriction.block_id))
    _ended(request, restriction, at=at)
    trail.record(
        events.PROCESSING_STOPPED, envelopes=[request.envelope_id], reference=request.reference, reason="objection"
    )


def _place(request: DataSubjectRequest, kind: BlockKind, record: UUID | None) -> EnvelopeBlock:
    reason = f"request.{request.right}"
    if record is None:
        return blocks.place(kind=kind, reason_code=reason, subject=request.subject)[0]
    return blocks.place(kind=kind, reason_code=reason, envelopes=[record])[0]


def _standing(request: DataSubjectRequest) -> tuple[DataSubjectRequest, Restriction]:
    locked = steps.locked(request)
    restriction = Restriction.objects.select_for_update().filter(request=locked, lifted_at=None).first()
    if restriction is None:
        raise NotAllowed("not_restricted")
    return locked, restriction


def _is_upheld(request: DataSubjectRequest) -> bool:
    granted = request.items.filter(outcome=ItemOutcome.GRANTED)
    return request.right == Right.OBJECTION and request.status == RequestStatus.ANSWERED and granted.exists()


def _gave_way_to_claims(request: DataSubjectRequest) -> bool:
    refused = request.items.filter(outcome=ItemOutcome.REFUSED, ground="objection_legal_claims")
    return request.right == Right.OBJECTION and request.status == RequestStatus.ANSWERED and refused.exists()


def _leave_claims_only(request: DataSubjectRequest, restriction: Restriction) -> None:
    """An objection that gave way to a legal claim stops everything else for good: only named legal steps open it, and
    erasure passes (GDPR art. 21(1), INTRUM-142)."""
    stop = _place(request, BlockKind.STOPPED, restriction.record)
    blocks.lift(EnvelopeBlock.objects.get(id=restriction.block_id))
    restriction.block_id, restriction.ground = stop.id, RestrictionGround.CLAIMS_ONLY
    restriction.save(update_fields=["block_id", "ground"])
    trail.record(
        events.PROCESSING_STOPPED, envelopes=[request.envelope_id], reference=request.reference, reason="legal_claims"
    )


def _ended(request: DataSubjectRequest, restriction: Restriction, *, at: datetime) -> Restriction:
    restriction.lifted_at = at
    restriction.save(update_fields=["lifted_at"])
    if request.status in CLOSED:
        envelopes.set_trigger(envelopes=[request.envelope_id], trigger_on=steps.local_day(request, at))
    trail.record(
        events.RESTRICTION_ENDED,
        envelopes=[request.envelope_id],
        reference=request.reference,
        reason=restriction.ground,
    )
    return restriction
