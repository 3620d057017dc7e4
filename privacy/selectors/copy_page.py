"""The copy of a request as a page shows it, to the privacy officer and to the person. Nothing is opened but its row."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from privacy.models import AccessCopy, CopyFee, CopyPart, CopyState, DataSubjectRequest, RequestStatus, Right
from privacy.models.request import COPIED
from privacy.policies import access_grounds
from privacy.policies.erasure_grounds import Ground
from privacy.selectors import copy_fees


@dataclass(frozen=True, slots=True)
class CopyPage:
    """How far a copy is, what can be downloaded and until when."""

    id: UUID | None
    state: str
    """``waiting`` until it is decided, else a ``CopyState``."""
    copy: AccessCopy | None
    last_day: date | None
    """The last day on which it can be downloaded."""
    made_at: datetime | None
    ground: Ground | None
    parts: tuple[CopyPart, ...]
    fee: CopyFee | None = None
    """What it costs, where it is a further copy and the person was told."""
    may_cost: bool = False


def of_request(request: DataSubjectRequest, *, today: date) -> CopyPage | None:
    """The copy of a request for access, or the file of one for portability; None for any other right."""
    if request.right not in COPIED:
        return None
    return replace(_page(request, today), fee=copy_fees.of_request(request), may_cost=_may_cost(request))


def parts_of(request: DataSubjectRequest) -> tuple[CopyPart, ...]:
    """What can be downloaded: of what is taken along the file for another controller's program, of a copy all three."""
    return (CopyPart.JSON,) if request.right == Right.PORTABILITY else tuple(CopyPart)


def _may_cost(request: DataSubjectRequest) -> bool:
    if request.right != Right.ACCESS:
        return False
    if request.status != RequestStatus.UNDER_REVIEW or copy_fees.tariff(request.controller) is None:
        return False
    return copy_fees.same_copy_before(request) is not None


def _page(request: DataSubjectRequest, today: date) -> CopyPage:
    copy = AccessCopy.objects.filter(request=request).first()
    if copy is None or copy.state == CopyState.PROPOSED:
        return CopyPage(None, "waiting", None, None, None, None, ())
    is_over = copy.expires_on is not None and today >= copy.expires_on
    state = CopyState.EXPIRED.value if is_over and copy.state != CopyState.REFUSED else copy.state
    return CopyPage(
        copy.pk,
        state,
        copy,
        copy.expires_on - timedelta(days=1) if copy.expires_on else None,
        copy.made_at,
        access_grounds.REFUSALS.get(copy.ground),
        parts_of(request) if state == CopyState.READY else (),
    )
