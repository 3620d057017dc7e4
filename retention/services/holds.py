"""Legal holds: placed, reviewed, released (GDPR art. 17(3)(e); the retention schedule, 3.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app.models import Case
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, Envelope, EnvelopeBlock
from personal_data.services import blocks
from retention import events
from retention.models import HoldScope, LegalHold
from retention.policies import hold_terms
from retention.policies.hold_terms import Terms, Wrong
from retention.selectors import hold_targets
from retention.selectors.due import local_today
from retention.selectors.hold_targets import Target

_WORDS: Mapping[Wrong, Promise] = MappingProxyType(
    {
        Wrong.REASON_MISSING: _("Write why it is held; whoever reviews the hold has to understand it."),
        Wrong.REVIEW_NOT_AHEAD: _("Choose a day after today for the review."),
        Wrong.REVIEW_TOO_FAR: _("Choose a day within a year: nothing is held longer than that without a look."),
        Wrong.EXPIRES_BEFORE_REVIEW: _("Let the hold expire on the day of its review or after it."),
    }
)


class NotGoodEnough(ValidationError):
    """The reason or the days of a hold do not hold. ``code`` is one of ``Wrong``."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(str(_WORDS[wrong]), code=wrong.value)


class NotStanding(ValidationError):
    """The hold has been released already."""

    def __init__(self, hold: LegalHold) -> None:
        super().__init__(_("Hold %(hold)s has been released already."), "not_standing", {"hold": hold.reference})


@dataclass(frozen=True, slots=True)
class Release:
    """What a release brought about: how many records are past their day and go in the next run, the same day."""

    hold: LegalHold
    due: int


@transaction.atomic
def place(*, target: Target, terms: Terms, owner: UUID, by: UUID, at: datetime) -> LegalHold:
    """Hold a person, a case or a record. Raises NotGoodEnough, and AlreadyErased when a run was faster."""
    _check(target.controller, terms.reason, terms.review_on, terms.expires_on)
    placed = blocks.place(
        kind=BlockKind.HOLD,
        reason_code=terms.cause,
        envelopes=target.envelopes,
        subject=target.subject,
        review_on=terms.review_on,
    )
    envelopes.prepare_to_write([Envelope.objects.get(id=target.anchor)])
    hold = LegalHold.objects.create(
        envelope_id=target.anchor,
        controller=target.controller,
        reference=f"H-{at:%Y%m%d}-{uuid4().hex[:8].upper()}",
        scope=target.scope,
        about=target.about,
        cause=terms.cause,
        authority=terms.authority.strip() or None,
        reason=terms.reason.strip(),
        owner=owner,
        placed_by=by,
        placed_at=at,
        review_on=terms.review_on,
        expires_on=terms.expires_on,
        block_ids=[block.id for block in placed],
    )
    trail.record(events.HOLD_PLACED, envelopes=[target.anchor], reference=hold.reference, reason=terms.cause)
    return hold


@transaction.atomic
def review(*, hold: LegalHold, review_on: date, expires_on: date | None, owner: UUID, at: datetime) -> LegalHold:
    """Look at a hold and let it stand, until another day. Raises NotGoodEnough, NotStanding."""
    hold = _standing(hold)
    _check(hold.controller, "stands", review_on, expires_on)
    envelopes.prepare_to_write([hold.envelope])
    hold.review_on, hold.expires_on, hold.owner, hold.reviewed_at = review_on, expires_on, owner, at
    hold.save(update_fields=["review_on", "expires_on", "owner", "reviewed_at"])
    blocks.review(hold.block_ids, review_on=review_on)
    trail.record(events.HOLD_REVIEWED, envelopes=[hold.envelope_id], reference=hold.reference)
    return hold


@transaction.atomic
def release(*, hold: LegalHold, because: str, by: UUID, at: datetime) -> Release:
    """Release a hold. What is past its day by then is due the same day. Raises NotGoodEnough, NotStanding."""
    hold = _standing(hold)
    if not because.strip():
        raise NotGoodEnough(Wrong.REASON_MISSING)
    envelopes.prepare_to_write([hold.envelope])
    due = _past_their_day(hold)
    for block in EnvelopeBlock.objects.filter(id__in=hold.block_ids):
        blocks.lift(block)
    hold.released_at, hold.released_by, hold.released_because = at, by, because.strip()
    hold.save(update_fields=["released_at", "released_by", "released_because"])
    trail.record(
        events.HOLD_RELEASED, envelopes=[hold.envelope_id], reference=hold.reference, reason=hold.cause, count=due
    )
    return Release(hold, due)


@transaction.atomic
def follow(*, controller: Controller) -> int:
    """Hold what came into held cases after the hold was placed, such as another recording; says how many records."""
    followed = 0
    standing = LegalHold.objects.filter(controller=controller, scope=HoldScope.CASE, released_at=None)
    for hold in standing.select_for_update(of=("self",)).order_by("reference"):
        case = Case.objects.filter(reference=hold.about, controller=controller).first()
        if case is None:
            continue
        inside = set(hold_targets.envelopes_of(case.reference, case.envelope_id))
        held = EnvelopeBlock.objects.filter(id__in=hold.block_ids).values_list("envelope_id", flat=True)
        if new := sorted(inside - set(held)):
            placed = blocks.place(kind=BlockKind.HOLD, reason_code=hold.cause, envelopes=new, review_on=hold.review_on)
            hold.block_ids = [*hold.block_ids, *(block.id for block in placed)]
            hold.save(update_fields=["block_ids"])
            followed += len(new)
    return followed


def _check(controller: Controller, reason: str, review_on: date, expires_on: date | None) -> None:
    if wrong := hold_terms.wrong_with(reason, review_on, expires_on, today=local_today(controller)):
        raise NotGoodEnough(wrong)


def _standing(hold: LegalHold) -> LegalHold:
    locked = LegalHold.objects.select_for_update(of=("self",)).select_related("controller", "envelope").get(pk=hold.pk)
    if locked.released_at is not None:
        raise NotStanding(locked)
    return locked


def _past_their_day(hold: LegalHold) -> int:
    """How many of the held records are past their day, before the hold is lifted."""
    held = EnvelopeBlock.objects.filter(id__in=hold.block_ids)
    on_envelopes = Envelope.objects.filter(blocks__in=held)
    on_person = Envelope.objects.filter(parts__subject__blocks__in=held)
    today = local_today(hold.controller)
    return (on_envelopes | on_person).filter(due_on__lte=today).distinct().count()
