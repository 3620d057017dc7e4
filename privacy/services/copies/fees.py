"""A fee for a further copy: told with its reason before anything is made, and made only when the person agrees.

GDPR art. 12(5), 15(3); INTRUM-132. The first copy is free whatever the motive (CJEU C-307/22). Nothing is charged here:
what was agreed is recorded, and somebody sends the invoice.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from personal_data import envelopes
from privacy import events
from privacy.models import Channel, CopyFee, DataSubjectRequest, RequestStatus, Right
from privacy.selectors import copy_fees
from privacy.services.requests import steps
from privacy.services.requests.steps import NotAllowed


@transaction.atomic
def propose(*, request: DataSubjectRequest, reason: str, by: UUID, at: datetime) -> CopyFee:
    """Tell the person what this further copy would cost. Raises NotAllowed where a copy has to be free."""
    locked = _reviewed(request)
    tariff = copy_fees.tariff(locked.controller)
    if tariff is None:
        raise NotAllowed("fee_not_in_notice")
    if copy_fees.same_copy_before(request) is None:
        raise NotAllowed("fee_first_copy")
    if copy_fees.of_request(locked) is not None:
        raise NotAllowed("fee_told_before")
    if not reason.strip():
        raise NotAllowed("reason_missing")
    fee = CopyFee.objects.create(
        envelope_id=locked.envelope_id,
        request=locked,
        amount_minor=tariff.amount_minor,
        currency=tariff.currency,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    trail.record(events.COPY_FEE, envelopes=[locked.envelope_id], reference=locked.reference, reason="told")
    return fee


@transaction.atomic
def accept(*, request: DataSubjectRequest, channel: Channel, at: datetime) -> CopyFee:
    """The person agrees to pay. Raises NotAllowed where no fee was told, or it was agreed to before."""
    locked = _reviewed(request)
    fee = _waiting(locked)
    fee.accepted_at, fee.accepted_in = at, channel.value
    fee.save(update_fields=["accepted_at", "accepted_in"])
    trail.record(events.COPY_FEE, envelopes=[locked.envelope_id], reference=locked.reference, reason="agreed")
    return fee


@transaction.atomic
def waive(*, request: DataSubjectRequest, at: datetime) -> CopyFee:
    """Give the copy free after all. Raises NotAllowed where no fee waits for an answer."""
    locked = _reviewed(request)
    fee = _waiting(locked)
    fee.waived_at = at
    fee.save(update_fields=["waived_at"])
    trail.record(events.COPY_FEE, envelopes=[locked.envelope_id], reference=locked.reference, reason="waived")
    return fee


def check(request: DataSubjectRequest) -> None:
    """Raise NotAllowed while the person has not agreed to a fee that was told: no copy is made against their will."""
    fee = copy_fees.of_request(request)
    if fee is not None and fee.accepted_at is None and fee.waived_at is None:
        raise NotAllowed("fee_open")


def _waiting(request: DataSubjectRequest) -> CopyFee:
    told = CopyFee.objects.select_for_update(of=("self",)).filter(request=request)
    fee = told.filter(accepted_at=None, waived_at=None).first()
    if fee is None:
        raise NotAllowed("fee_not_told")
    envelopes.prepare_to_write([fee])
    return fee


def _reviewed(request: DataSubjectRequest) -> DataSubjectRequest:
    locked = steps.locked(request)
    if locked.right != Right.ACCESS or locked.status != RequestStatus.UNDER_REVIEW:
        raise NotAllowed("no_such_step")
    return locked
