"""Changes that no program of ours made: those that wait for somebody to look through them, and what was found."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from audit.models import Event
from privacy.models import UnattributedReview
from privacy.selectors import audit_trail
from privacy.selectors.audit_trail import PAGE, TrailPage, TrailRow
from privacy.selectors.trail_filter import TrailFilter, to_be_read

_REVIEWED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One change with what was found out about it, and by whom, as a reference."""

    review: UnattributedReview
    row: TrailRow
    by: str


def waiting() -> QuerySet[Event]:
    """The changes within reach that nobody has looked through."""
    reviews = UnattributedReview.objects.filter(event_id=OuterRef("id"))
    return Event.objects.filter(to_be_read() & ~Exists(reviews), actor_kind="unattributed")


def page(*, before: int | None = None) -> TrailPage:
    """One page of what waits, newest first."""
    events = waiting() if before is None else waiting().filter(id__lt=before)
    found = list(events.order_by("-id")[: PAGE + 1])
    rows = audit_trail.rows_of(found[:PAGE], TrailFilter())
    return TrailPage(tuple(rows), found[PAGE - 1].id if len(found) > PAGE else None)


def among(numbers: Collection[int]) -> list[Event]:
    """Those of some events that wait for a review, oldest first."""
    return list(waiting().filter(id__in=numbers).order_by("id"))


def reviewed() -> list[Reviewed]:
    """The last reviews, newest first."""
    reviews = {each.event_id: each for each in UnattributedReview.objects.order_by("-at")[:_REVIEWED_SHOWN]}
    events = Event.objects.filter(to_be_read(), id__in=reviews)
    rows = {row.event.id: row for row in audit_trail.rows_of(list(events), TrailFilter())}
    return [
        Reviewed(review, rows[number], User(id=review.by).reference)
        for number, review in reviews.items()
        if number in rows
    ]
