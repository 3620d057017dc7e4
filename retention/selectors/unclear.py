"""Records whose end nobody can tell: no rule, no trigger for too long, or due for a look (the list to mend).

Such a record is never erased and never forgotten: it stands here until somebody mends it or says when to look again.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from personal_data import record_classes
from personal_data.models import Controller
from personal_data.record_classes import RecordClass
from retention.selectors.due import local_today
from retention.selectors.explanation import is_secret

REVIEW_MONTHS = 12
"""After so long somebody looks at a record that still waits for its trigger, where its rule says nothing else."""
SHOWN = 50

# A closed case starts its clock the same day, so one without a trigger is a mistake at once. Records are time-ordered.
_UNCLEAR = """
WITH classes AS (
    SELECT record_class, coalesce(min(review_months), %(review_months)s) AS review_months,
        bool_and(kind = 'at_least') AS is_minimum
    FROM retention_retentionrule WHERE controller_id = %(controller)s AND valid_from <= %(today)s
        AND (valid_until IS NULL OR valid_until > %(today)s) GROUP BY record_class),
looked AS (
    SELECT envelope_id, max(day) AS again_on FROM retention_ownterm
    WHERE controller_id = %(controller)s AND kind = 'review' AND ended_at IS NULL GROUP BY envelope_id)
SELECT e.id, e.record_class, (e.created_at AT TIME ZONE c.time_zone)::date AS since, e.due_on, verdict.reason
FROM personal_data_envelope e
JOIN personal_data_controller c ON c.id = e.controller_id
JOIN personal_data_record_class rc ON rc.name = e.record_class AND NOT rc.is_profile
LEFT JOIN classes ON classes.record_class = e.record_class
LEFT JOIN looked ON looked.envelope_id = e.id
CROSS JOIN LATERAL (SELECT CASE
    WHEN looked.again_on > %(today)s THEN NULL
    WHEN looked.again_on <= %(today)s AND (e.due_on IS NULL OR e.due_on > %(today)s) THEN 'look_again'
    WHEN classes.record_class IS NULL AND e.due_on IS NULL THEN 'no_rule'
    WHEN e.due_on IS NULL AND e.record_class = 'case_file' AND e.trigger_on IS NULL AND EXISTS (
        SELECT FROM collections_app_case k WHERE k.envelope_id = e.id AND k.status = 'closed') THEN 'no_trigger'
    WHEN e.due_on IS NULL AND ((e.created_at AT TIME ZONE c.time_zone)::date
        + make_interval(months => classes.review_months))::date <= %(today)s THEN 'no_trigger'
    WHEN classes.is_minimum AND (e.due_on + make_interval(months => classes.review_months))::date <= %(today)s
        THEN 'minimum_over' END AS reason) verdict
WHERE e.controller_id = %(controller)s AND verdict.reason IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Unclear:
    """One record to mend."""

    envelope_id: UUID
    record_class: RecordClass
    since: date
    """The day on which it was made."""
    due_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class UnclearCount:
    """How many records of a class are to be mended for a reason, and how old the oldest is."""

    record_class: RecordClass
    reason: str
    count: int
    oldest: date


def counts(controller: Controller) -> list[UnclearCount]:
    """By class and reason. Nothing is opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT record_class, reason, count(*), min(since) FROM ({_UNCLEAR}) unclear GROUP BY 1, 2 ORDER BY 1, 2",
            _values(controller),
        )
        return [UnclearCount(record_classes.get(row[0]), *row[1:]) for row in cursor.fetchall()]


def oldest(controller: Controller) -> list[Unclear]:
    """The oldest of them, one page of them. What may not be told of is counted and not listed."""
    secret = [each.name for each in record_classes.every() if is_secret(each)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_UNCLEAR} AND e.record_class <> ALL (%(secret)s) ORDER BY e.id LIMIT %(shown)s",
            _values(controller) | {"secret": secret, "shown": SHOWN},
        )
        return [Unclear(row[0], record_classes.get(row[1]), *row[2:]) for row in cursor.fetchall()]


def _values(controller: Controller) -> dict[str, UUID | date | int]:
    return {"controller": controller.id, "today": local_today(controller), "review_months": REVIEW_MONTHS}
