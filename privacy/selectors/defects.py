"""Records that an erasure request found kept too long or without a rule, for the DPO (INTRUM-134)."""

from datetime import datetime, timedelta

from personal_data import reach
from privacy.models import RequestItem

PAGE = 50
SHOWN_FOR = timedelta(days=365)


def found(at: datetime) -> list[RequestItem]:
    """The defects of the last year within reach, newest first; it opens nothing and names nobody.

    They stay on the desk after the record went: the defect is that it was there, and its cause has to be found.
    """
    return list(
        RequestItem.objects.filter(reach.within("request__controller"), request__entered_at__gte=at - SHOWN_FOR)
        .exclude(defect="")
        .select_related("request__controller")
        .order_by("-request__entered_at", "number")[:PAGE]
    )
