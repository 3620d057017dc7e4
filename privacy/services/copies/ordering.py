"""Deciding a request for access: a copy is ordered, or refused on a ground of the law with a second person. One for
portability is answered with the file of what the person provided.

GDPR art. 12(5), 15, 20. The copy itself is made by ``assembly`` and handed out by ``delivery``.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from personal_data import envelopes
from privacy import events
from privacy.models import AccessCopy, CopyCut, CopyState, DataSubjectRequest, RequestStatus, Right
from privacy.models.request import COPIED
from privacy.policies import access_grounds, request_transitions
from privacy.selectors import copy_cuts, packs
from privacy.services.copies import fees
from privacy.services.requests import decisions, steps
from privacy.services.requests.steps import NotAllowed


@transaction.atomic
def grant(*, request: DataSubjectRequest, by: UUID, at: datetime) -> AccessCopy:
    """Decide that the person gets the copy, and order it. Raises NotAllowed before the request is under review.

    Where parts are left out by hand nothing is ordered yet: a second person approves that first.
    """
    locked = _reviewed(request)
    fees.check(locked)
    if locked.controller.reference not in packs.every():
        raise NotAllowed("notice_missing")
    if copy_cuts.standing(locked):
        steps.move(locked, RequestStatus.AWAITING_APPROVAL, by=by, at=at, reason="granted")
        _decided(locked, by=by, at=at)
        return _kept(locked, state=CopyState.PROPOSED)
    steps.move(locked, RequestStatus.DECIDED, by=by, at=at, reason="granted")
    _decided(locked, by=by, at=at)
    return _order(locked, at)


@transaction.atomic
def approve(*, request: DataSubjectRequest, by: UUID, at: datetime) -> DataSubjectRequest:
    """Agree as the second person to a refusal, or to what is left out; then the copy is ordered.

    Raises NotAllowed for anybody who decided it.
    """
    cuts = copy_cuts.standing(request)
    if any(cut.by == by for cut in cuts):
        raise NotAllowed("same_person")
    approved = decisions.approve(request=request, by=by, at=at)
    if AccessCopy.objects.filter(request=approved, state=CopyState.PROPOSED).exists():
        envelopes.prepare_to_write([approved, *cuts])
        CopyCut.objects.filter(pk__in=[cut.pk for cut in cuts]).update(approved_by=by, approved_at=at)
        _order(approved, at)
    return approved


def _order(request: DataSubjectRequest, at: datetime) -> AccessCopy:
    copy = _kept(request, state=CopyState.ORDERED, ordered_at=at)
    trail.record(events.COPY_ORDERED, envelopes=[request.envelope_id], reference=request.reference)
    return copy


def _kept(request: DataSubjectRequest, **values: object) -> AccessCopy:
    """The one row of the copy in its new state; the reasons of an earlier refusal are gone."""
    fresh: dict[str, object] = {"ground": "", "citation": "", "facts": None, **values}
    copy, _is_new = AccessCopy.objects.update_or_create(
        request=request, defaults=fresh, create_defaults={"envelope_id": request.envelope_id, **values}
    )
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
    if locked.right != Right.ACCESS:  # what may be taken along follows from the notice; a file without data says why
        raise NotAllowed("no_such_step")
    steps.move(locked, RequestStatus.AWAITING_APPROVAL, by=by, at=at, reason="refused")
    _decided(locked, by=by, at=at)
    copy = AccessCopy.objects.filter(request=locked).first() or AccessCopy(
        request=locked, envelope_id=locked.envelope_id
    )
    copy.state, copy.ground, copy.citation, copy.facts = CopyState.REFUSED, ground, citation.strip(), facts.strip()
    copy.save()
    trail.record(events.COPY_REFUSED, envelopes=[locked.envelope_id], reference=locked.reference, reason=ground)
    return copy


def _reviewed(request: DataSubjectRequest) -> DataSubjectRequest:
    locked = steps.locked(request)
    if locked.right not in COPIED or locked.status != RequestStatus.UNDER_REVIEW:
        raise NotAllowed("no_such_step")
    return locked


def _decided(request: DataSubjectRequest, *, by: UUID, at: datetime) -> None:
    request.decided_by, request.decided_at, request.approved_by = by, at, None
    request.save(update_fields=["decided_by", "decided_at", "approved_by"])
