"""What will be erased in the coming months, what will stay although its day comes, and what has no day yet."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection

from personal_data.models import Controller
from retention.policies.due_dates import add_months
from retention.selectors.due import local_today

MONTHS = 24

# What is overdue counts in the present month: it goes now. A record is kept by a block on itself or on its person.
_COMING = """
SELECT e.record_class, greatest(date_trunc('month', e.due_on), date_trunc('month', %(today)s::date))::date,
    EXISTS (SELECT FROM personal_data_envelopeblock b WHERE b.lifted_at IS NULL
        AND b.kind IN ('hold', 'wish', 'restriction', 'objection') AND (b.envelope_id = e.id OR b.subject_id IN (
            SELECT s.subject_id FROM personal_data_envelopesubject s WHERE s.envelope_id = e.id))), count(*)
FROM personal_data_envelope e
WHERE e.controller_id = %(controller)s AND e.due_on < %(end)s GROUP BY 1, 2, 3"""
_UNDATED = """
SELECT record_class, trigger_on IS NULL, count(*) FROM personal_data_envelope
WHERE controller_id = %(controller)s AND due_on IS NULL GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Coming:
    """The calendar of one controller: counts by class and by the first day of a month."""

    controller: Controller
    months: tuple[date, ...]
    goes: dict[str, Counter[date]] = field(default_factory=dict)
    kept: Counter[str] = field(default_factory=Counter)
    """Records whose day comes within these months and which something keeps, by class."""
    without_trigger: Counter[str] = field(default_factory=Counter)
    """Records whose clock has not begun, by class."""
    without_day: Counter[str] = field(default_factory=Counter)
    """Records whose clock runs and which no rule ends, by class."""


def of(controller: Controller) -> Coming:
    """The coming twenty-four months of one controller, the present one included. Opens nothing."""
    today = local_today(controller)
    first = today.replace(day=1)
    found = Coming(controller, tuple(add_months(first, number) for number in range(MONTHS)))
    values: dict[str, UUID | date] = {"controller": controller.pk, "today": today, "end": add_months(first, MONTHS)}
    with connection.cursor() as cursor:
        cursor.execute(_COMING, values)
        for record_class, month, is_kept, count in cursor.fetchall():
            if is_kept:
                found.kept[record_class] += count
            else:
                found.goes.setdefault(record_class, Counter())[month] += count
        cursor.execute(_UNDATED, values)
        for record_class, is_waiting, count in cursor.fetchall():
            (found.without_trigger if is_waiting else found.without_day)[record_class] += count
    return found
