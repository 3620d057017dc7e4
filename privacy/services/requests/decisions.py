"""Deciding a request item by item, with a second person for what is refused (GDPR art. 12(4), 17(3); AMILI-43)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from privacy import events
from privacy.models import DataSubjectRequest, ItemOutcome, RequestItem, RequestStatus
from privacy.models.request import COPIED
from privacy.policies import erasure_grounds, request_transitions
from privacy.policies.erasure_grounds import Refusal
from privacy.selectors import scope
from privacy.services.requests import steps
from privacy.services.requests.steps import NotAllowed

# What is told about a refusal that the law does not carry, by what the policy finds wrong with it.
_WRONG = {
    "not_enough_alone": "not_enough_alone",
    "ground_unknown": "ground_unknown",
    "article_missing": "law_missing",
    "statute_missing": "law_missing",
    "claim_missing": "claim_missing",
    "end_missing": "law_missing",
    "end_in_past": "review_in_past",
}


@transaction.atomic
def list_items(*, request: DataSubjectRequest) -> list[RequestItem]:
    """Write down every record in the scope of an erasure request, once; what is there already keeps its decision.

    What should have gone before is noted as a defect and reported to the DPO: an event, and a line on their desk.
    """
    locked = steps.locked(request)
    known = set(locked.items.values_list("item_envelope", flat=True))
    found = [each for each in scope.erasure_scope(locked.subject) if each.envelope.id not in known]
    RequestItem.objects.bulk_create(
        RequestItem(
            envelope_id=locked.envelope_id,
            request=locked,
            number=number,
            item_envelope=each.envelope.id,
            record_class=each.envelope.record_class,
            label=each.label,
            defect=each.proposal.defect,
            had_to_go_on=each.proposal.had_to_go_on,
        )
        for number, each in enumerate(found, len(known) + 1)
    )
    for each in found:
        if each.proposal.defect:
            trail.record(
                events.DEFECT_FOUND,
                envelopes=[locked.envelope_id, each.envelope.id],
                reference=locked.reference,
                reason=each.proposal.defect,
            )
    return list(locked.items.order_by("number", "id"))


@transaction.atomic
def grant(*, item: RequestItem, by: UUID, at: datetime) -> RequestItem:
    """Decide that one record is erased."""
    return decide(item, by=by, at=at, outcome=ItemOutcome.GRANTED)


@transaction.atomic
def refuse(
    *,
    item: RequestItem,
    ground: str,
    citation: str,
    facts: str,
    review_on: date | None,
    by: UUID,
    at: datetime,
    until: date | None = None,
) -> RequestItem:
    """Refuse one record on a ground of the closed list, with the facts of this case and a day of review.

    On the review day the record goes by itself when ``until`` is known, or is looked at again when it is not. Raises
    NotAllowed when the ground is not on the list, a reason is missing or the day lies in the past.
    """
    complete = request_transitions.is_refusal_complete(ground=ground, citation=citation, facts=facts)
    if not complete or review_on is None:
        raise NotAllowed("refusal_incomplete")
    today = steps.local_day(item.request, at)
    said = Refusal(ground, citation, claim=_claim(item), until=until, review_on=review_on)
    wrong = erasure_grounds.judge(said, today=today)
    if wrong:
        raise NotAllowed(_WRONG[wrong[0]])
    if review_on <= today:
        raise NotAllowed("review_in_past")
    return decide(
        item,
        by=by,
        at=at,
        outcome=ItemOutcome.REFUSED,
        ground=ground,
        citation=citation.strip(),
        facts=facts.strip(),
        until=until,
        review_on=review_on,
    )


@transaction.atomic
def conclude(*, request: DataSubjectRequest, by: UUID, at: datetime) -> DataSubjectRequest:
    """Close the decisions of a request: refusals go to the second person, anything else is decided.

    Raises NotAllowed while an item has no decision.
    """
    locked = steps.locked(request)
    if locked.right in COPIED:
        raise NotAllowed("no_such_step")
    outcomes = set(locked.items.values_list("outcome", flat=True))
    if ItemOutcome.OPEN in outcomes:
        raise NotAllowed("items_undecided")
    refused = ItemOutcome.REFUSED in outcomes
    to_status = RequestStatus.AWAITING_APPROVAL if refused else RequestStatus.DECIDED
    steps.move(locked, to_status, by=by, at=at)
    locked.decided_by, locked.decided_at = by, at
    locked.approved_by = None
    locked.save(update_fields=["decided_by", "decided_at", "approved_by"])
    return locked


@transaction.atomic
def approve(*, request: DataSubjectRequest, by: UUID, at: datetime) -> DataSubjectRequest:
    """Agree to the refusals as the second person. Raises NotAllowed for anybody who decided one of them, and while the
    one who decides has not handed them over."""
    locked = steps.locked(request)
    if locked.status != RequestStatus.AWAITING_APPROVAL:
        raise NotAllowed("no_such_step")
    refused = locked.items.filter(outcome=ItemOutcome.REFUSED)
    if by == locked.decided_by or refused.filter(decided_by=by).exists():
        raise NotAllowed("same_person")
    steps.move(locked, RequestStatus.DECIDED, by=by, at=at, reason="approved")
    refused.update(approved_by=by, approved_at=at)
    locked.approved_by = by
    locked.save(update_fields=["approved_by"])
    return locked


@transaction.atomic
def send_back(*, request: DataSubjectRequest, by: UUID, at: datetime) -> DataSubjectRequest:
    """Send a request back to the one who decides: the refusals did not convince the second person."""
    locked = steps.locked(request)
    steps.move(locked, RequestStatus.UNDER_REVIEW, by=by, at=at, reason="sent_back")
    return locked


def _claim(item: RequestItem) -> str:
    """The case whose claim a record serves: its own or, for what several cases share, the first case in the request."""
    named = item.request.items.exclude(label="").order_by("number", "id").values_list("label", flat=True)
    return item.label or named.first() or ""


def decide(item: RequestItem, *, by: UUID, at: datetime, outcome: ItemOutcome, **values: object) -> RequestItem:
    """Write one decision on one item in place of an earlier one. Raises NotAllowed unless it is under review."""
    locked = steps.locked(item.request)
    if locked.status != RequestStatus.UNDER_REVIEW:
        raise NotAllowed("no_such_step")
    fresh = {"ground": "", "citation": "", "facts": None, "until": None, "review_on": None, **values}
    for name, value in {**fresh, "outcome": outcome, "decided_by": by, "decided_at": at}.items():
        setattr(item, name, value)
    item.approved_by = item.approved_at = None
    item.save()
    trail.record(
        events.ITEM_DECIDED,
        envelopes=[locked.envelope_id, item.item_envelope],
        reference=locked.reference,
        reason=".".join(part for part in (outcome.value, str(fresh["ground"])) if part),
    )
    return item
