"""The end of the trail's own data: events go when the term of the controllers whose records they touch is over."""

from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import Min

from audit import events, trail
from audit.models import Event
from audit.tree import expiring
from audit.tree.expiries import Expiry
from personal_data.models import Controller

_EXPIRE = "SELECT expiry, events, count, expired_at FROM gate.expire_events(%s)"


def expire(*, at: datetime) -> list[Expiry]:
    """Let everything go that may, month by month, each with its certificate and its event in one transaction."""
    done = [_expire_month(month) for month in due(at=at)]
    return [each for each in done if each]


def due(*, at: datetime) -> list[date]:
    """The months of which some controller's term is over, from the oldest with an event on."""
    shortest = Controller.objects.aggregate(years=Min("trail_years"))["years"]
    oldest = Event.objects.order_by("at").values_list("at", flat=True).first()
    if shortest is None or oldest is None:
        return []
    months, month = [], oldest.astimezone(UTC).date().replace(day=1)
    while (after := _next(month)).replace(year=after.year + shortest) <= at.astimezone(UTC).date():
        months.append(month)
        month = after
    return months


@transaction.atomic
def _expire_month(month: date) -> Expiry | None:
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, [month])
        row = cursor.fetchone()
    if row is None:
        return None
    expiry, numbers, count, at = row
    trail.record(events.TRAIL_EXPIRED, reference=f"EXP-{month:%Y-%m}", count=count)
    return expiring.certify(expiry=expiry, month=f"{month:%Y-%m}", count=count, numbers=numbers, at=at)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
