"""The queue of reviews, within reach, and what was opened in the matter that one is about."""

from uuid import UUID

from django.db.models import QuerySet

from personal_data import reach
from privacy.models import AccessReview
from privacy.selectors.trail_filter import TrailFilter

_DECIDED_SHOWN = 50


def waiting() -> QuerySet[AccessReview]:
    """What nobody has reviewed yet, the longest due first."""
    return _all().filter(outcome="").order_by("due_on", "from_at", "id")


def decided() -> QuerySet[AccessReview]:
    """What was reviewed last."""
    return _all().exclude(outcome="").order_by("-reviewed_at", "id")[:_DECIDED_SHOWN]


def one(review: UUID) -> AccessReview:
    """One review within reach. Raises AccessReview.DoesNotExist."""
    return _all().get(pk=review)


def openings(review: AccessReview) -> TrailFilter:
    """What the member of staff did in the time of the review; of an emergency, all that was done for it."""
    purpose = "emergency" if review.emergency_id else ""
    return TrailFilter(actor=review.actor, purpose=purpose, since=review.from_at, until=review.until_at)


def _all() -> QuerySet[AccessReview]:
    return AccessReview.objects.filter(reach.within()).select_related("controller", "emergency")
