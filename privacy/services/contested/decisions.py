"""Deciding rectification, restriction and objection: one decision for each request (GDPR art. 16, 18, 21)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from collections_app.models import Case
from personal_data.models import BlockKind, Envelope, EnvelopeBlock, SuppressionReason
from personal_data.services import blocks, suppression
from privacy import events
from privacy.models import (
    DataSubjectRequest,
    ItemOutcome,
    RequestItem,
    RequestStatus,
    Restriction,
    Right,
    SupplementaryStatement,
)
from privacy.policies import contested_grounds
from privacy.services.requests import decisions, letter_data, steps
from privacy.services.requests.steps import NotAllowed

EVERYTHING = ""
"""The kind of record of an item that is about everything of the person."""


@transaction.atomic
def list_item(*, request: DataSubjectRequest) -> RequestItem:
    """Write down what the request is about, once: the record named in it, or everything of the person."""
    locked = steps.locked(request)
    known = locked.items.first()
    if known is not None:
        return known
    named = Restriction.objects.filter(request=locked).values_list("record", flat=True).first()
    record = named or letter_data.addressee(locked).envelope_id
    case = Case.objects.filter(envelope_id=record).first()
    return RequestItem.objects.create(
        envelope_id=locked.envelope_id,
        request=locked,
        item_envelope=record,
        record_class=Envelope.objects.get(id=record).record_class if named else EVERYTHING,
        label=case.reference if case else "",
    )


@transaction.atomic
def grant(*, item: RequestItem, ground: str, by: UUID, at: datetime) -> RequestItem:
    """Grant restriction on one of the four grounds of art. 18(1), uphold an objection, or accept a person's statement.

    Values are corrected by ``rectifying.correct``, which decides by itself. Raises NotAllowed for another ground, or
    when there is no statement.
    """
    right = item.request.right
    if not contested_grounds.may_grant(right=right, ground=ground) or ground == "corrected":
        raise NotAllowed("ground_unknown")
    stated = SupplementaryStatement.objects.filter(request_reference=item.request.reference)
    if ground == "completed" and not stated.exists():
        raise NotAllowed("statement_missing")
    decided = _decide(item, ItemOutcome.GRANTED, ground, by=by, at=at)
    if right == Right.RESTRICTION:
        restriction = Restriction.objects.get(request=item.request)
        restriction.ground = ground
        restriction.save(update_fields=["ground"])
    if right == Right.OBJECTION:
        _suppress(item.request, SuppressionReason.UPHELD_OBJECTION, by=by, at=at)
    return decided


def _suppress(request: DataSubjectRequest, reason: SuppressionReason, *, by: UUID, at: datetime) -> None:
    """Leave a keyed note that outlives everything else of the person, so that nobody takes them up again unasked."""
    suppression.enter_person(subject=request.subject, reason=reason, by=by, at=at, reference=request.reference)


@transaction.atomic
def refuse(*, item: RequestItem, ground: str, facts: str, by: UUID, at: datetime) -> RequestItem:
    """Refuse with a ground of the closed list and the facts of this case; a second person approves it.

    Raises NotAllowed when a reason is missing or the ground does not fit: who processes on a public task or on
    interests cannot answer an objection with "the law gives none", and one to marketing cannot be refused at all.
    """
    basis = item.request.controller.collection_basis
    if not facts.strip():
        raise NotAllowed("refusal_incomplete")
    if not contested_grounds.may_refuse(right=item.request.right, ground=ground, facts=facts, basis=basis):
        raise NotAllowed("ground_unknown")
    return _decide(item, ItemOutcome.REFUSED, ground, by=by, at=at, facts=facts.strip())


def stop_marketing(*, request: DataSubjectRequest, by: UUID, at: datetime) -> None:
    """Carry out an objection to direct marketing on the day it came: nothing is weighed, nobody is asked (art. 21(3)).

    The block that stays lets every purpose open but marketing. What is left to do is the answer.
    """
    suppress_marketing(request=request, by=by, at=at)
    steps.move(request, RequestStatus.UNDER_REVIEW, by=by, at=at, reason="at_once")
    _decide(list_item(request=request), ItemOutcome.GRANTED, "stopped", by=by, at=at)
    decisions.conclude(request=request, by=by, at=at)


def suppress_marketing(*, request: DataSubjectRequest, by: UUID, at: datetime) -> None:
    """Keep the least that stops direct marketing: a block on the person, with a code and no word about them.

    Erasure leaves it as long as the file of any request is kept; it lets every purpose open but marketing. Placed once
    (art. 21(3), 17(1)(c); ALMI-79). The keyed note beside it outlives that file too.
    """
    _suppress(request, SuppressionReason.MARKETING_OBJECTION, by=by, at=at)
    standing = EnvelopeBlock.objects.filter(kind=BlockKind.MARKETING, subject=request.subject, lifted_at=None)
    if not standing.exists():
        blocks.place(kind=BlockKind.MARKETING, reason_code="request.marketing_objection", subject=request.subject)
    trail.record(
        events.PROCESSING_STOPPED, envelopes=[request.envelope_id], reference=request.reference, reason="marketing"
    )


def decide_corrected(*, item: RequestItem, facts: str, by: UUID, at: datetime) -> RequestItem:
    """Note that values were corrected, and which."""
    return _decide(item, ItemOutcome.GRANTED, "corrected", by=by, at=at, facts=facts)


def _decide(
    item: RequestItem, outcome: ItemOutcome, ground: str, *, by: UUID, at: datetime, facts: str | None = None
) -> RequestItem:
    tables = contested_grounds.REFUSALS if outcome == ItemOutcome.REFUSED else contested_grounds.GRANTS
    citation = tables[item.request.right][ground].citation
    return decisions.decide(item, by=by, at=at, outcome=outcome, ground=ground, citation=citation, facts=facts)
