"""Deciding a request for access: a copy is ordered, or refused on a ground of the law with a second person.

GDPR art. 12(5), 15. The copy itself is made by ``copy_assembly`` and handed out by ``copy_delivery``.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from privacy import events
from privacy.models import AccessCopy, CopyState, DataSubjectRequest, RequestStatus, Right
from privacy.policies import access_grounds, request_transitions
from privacy.services import request_steps
from privacy.services.request_steps import NotAllowed


@transaction.atomic
def grant(*, request: DataSubjectRequest, by: UUID, at: datetime) -> AccessCopy:
    """Decide that the person gets the copy, and order it. Raises NotAllowed before the request is under review."""
    locked = _reviewed(request)
    request_steps.move(locked, RequestStatus.DECIDED, by=by, at=at, reason="granted")
    _decided(locked, by=by, at=at)
    copy, _is_new = AccessCopy.objects.update_or_create(
        request=locked,
        defaults={"state": CopyState.ORDERED, "ordered_at": at, "ground": "", "citation": "", "facts": None},
        create_defaults={"envelope_id": locked.envelope_id, "state": CopyState.ORDERED, "ordered_at": at},
    )
    trail.record(events.COPY_ORDERED, envelopes=[locked.envelope_id], reference=locked.reference)
    return copy


@transaction.atomic
def refuse(
    *, request: DataSubjectRequest, ground: str, citation: str, facts: str, by: UUID, at: datetime
) -> AccessCopy:
    """Refuse the copy as a whole; a second person approves. Raises NotAllowed without a ground of the law.

    The rights of others cut parts out of a copy and are no ground here (art. 15(4)).
    """
    if ground not in access_grounds.REFUSALS:
        raise NotAllowed("ground_unknown")
    if not request_transitions.is_refusal_complete(ground=ground, citation=citation, facts=facts):
        raise NotAllowed("copy_refusal_incomplete")
    if not access_grounds.may_refuse(ground=ground, citation=citation):
        raise NotAllowed("copy_law_missing")
    locked = _reviewed(request)
    request_steps.move(locked, RequestStatus.AWAITING_APPROVAL, by=by, at=at, reason="refused")
    _decided(locked, by=by, at=at)
    copy = AccessCopy.objects.filter(request=locked).first() or AccessCopy(
        request=locked, envelope_id=locked.envelope_id
    )
    copy.state, copy.ground, copy.citation, copy.facts = CopyState.REFUSED, ground, citation.strip(), facts.strip()
    copy.save()
    trail.record(events.COPY_REFUSED, envelopes=[locked.envelope_id], reference=locked.reference, reason=ground)
    return copy


def _reviewed(request: DataSubjectRequest) -> DataSubjectRequest:
    locked = request_steps.locked(request)
    if locked.right != Right.ACCESS or locked.status != RequestStatus.UNDER_REVIEW:
        raise NotAllowed("no_such_step")
    return locked


def _decided(request: DataSubjectRequest, *, by: UUID, at: datetime) -> None:
    request.decided_by, request.decided_at, request.approved_by = by, at, None
    request.save(update_fields=["decided_by", "decided_at", "approved_by"])
