"""A person's year at a glance: how often their records were opened, refused and changed in each month, and by whom."""

from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.record_classes import SECRET
from personal_data.models import DataSubject
from personal_data.purposes import Purpose
from retention.policies.due_dates import add_months

MONTHS = 12
PARTS: tuple[tuple[str, str | Promise], ...] = (
    ("staff", _("opened by staff")),
    ("own", _("opened by the person")),
    ("others", _("opened by others and by programs")),
    ("refused", _("refused")),
    ("changed", _("changed or erased")),
)
_COUNTED = """
SELECT date_trunc('month', line.at AT TIME ZONE %s)::date AS month,
       CASE WHEN line.outcome IN ('changed', 'erased') THEN 'changed'
            WHEN line.outcome = 'refused' THEN 'refused'
            WHEN event.actor_kind = 'staff' THEN 'staff'
            WHEN event.actor_id = %s THEN 'own' ELSE 'others' END AS part,
       count(DISTINCT line.event_id)
FROM audit_line line JOIN audit_event event ON event.id = line.event_id AND event.at = line.at
WHERE line.subject = %s AND line.at >= %s AND event.at >= %s AND line.outcome <> 'recorded'
  AND line.record_class <> ALL (%s) AND event.purpose <> %s
GROUP BY month, part"""


class Month(NamedTuple):
    """One month with the number of events for each of ``PARTS``."""

    begins: date
    numbers: tuple[int, ...]


def of_subject(subject: DataSubject, *, today: date) -> list[Month]:
    """The last twelve months, the oldest first, by the controller's clock. Nothing of it tells of a secret report."""
    this_month = today.replace(day=1)
    months = [add_months(this_month, -back) for back in reversed(range(MONTHS))]
    with connection.cursor() as cursor:
        since = months[0]
        cursor.execute(
            _COUNTED,
            [
                subject.controller.time_zone, subject.pk, subject.pseudonym, since, since,
                list(SECRET), Purpose.LEGAL_REPORT.value,
            ],
        )  # fmt: skip
        counted: dict[tuple[date, str], int] = {(month, part): number for month, part, number in cursor.fetchall()}
    return [Month(month, tuple(counted.get((month, part), 0) for part, _name in PARTS)) for month in months]
