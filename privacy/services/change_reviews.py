"""Looking through changes that no program of ours made, and writing down what was found out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from privacy import events
from privacy.models import UnattributedReview
from privacy.selectors import unattributed
from privacy.selectors.audit_trail import TrailPage


class NothingToReview(Exception):
    """None of the changes waits any more: somebody else was faster, or they are out of reach."""


def read(*, before: int | None = None) -> TrailPage:
    """One page of what waits. That somebody read it is recorded first, as for every page of the trail."""
    trail.record_apart(events.TRAIL_SEARCHED, fields=["unattributed"])
    return unattributed.page(before=before)


@transaction.atomic
def review(*, numbers: Collection[int], outcome: str, reason: str, by: UUID, at: datetime) -> int:
    """Write the outcome of some changes. Returns how many still waited; a review is never written over.

    Raises NothingToReview.
    """
    waiting = unattributed.among(numbers)
    if not waiting:
        raise NothingToReview
    made = [UnattributedReview(event_id=each.id, outcome=outcome, reason=reason, by=by, at=at) for each in waiting]
    UnattributedReview.objects.bulk_create(made)
    for each in waiting:
        trail.record(events.CHANGE_REVIEWED, reference=f"EVENT-{each.id}", reason=outcome)
    return len(made)
