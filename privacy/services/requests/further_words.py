"""What a person adds to a request after it arrived: silence about the reasons leads to a question, never to a refusal
(OPR-65)."""

from django.db import transaction

from privacy.models import DataSubjectRequest, RequestStatus, Right
from privacy.services.requests import steps
from privacy.services.requests.steps import NotAllowed

_WITH_REASONS = (Right.OBJECTION, Right.RECTIFICATION)
_UNDECIDED = (RequestStatus.RECEIVED, RequestStatus.AWAITING_IDENTITY, RequestStatus.UNDER_REVIEW)


def may_add(request: DataSubjectRequest) -> bool:
    """Whether reasons matter for this right, none were given, and nothing has been decided."""
    return request.right in _WITH_REASONS and request.status in _UNDECIDED and request.asked is None


@transaction.atomic
def add(*, request: DataSubjectRequest, words: str) -> DataSubjectRequest:
    """Put the person's reasons into a request that came without. Raises NotAllowed when there is nothing to add to."""
    locked = steps.locked(request)
    if not may_add(locked) or not words.strip():
        raise NotAllowed("no_such_step")
    locked.asked = words.strip()
    locked.save(update_fields=["asked"])
    return locked
