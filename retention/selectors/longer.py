"""What the shortest rule would let go on a day and a longer one keeps, and which: a part of every dry run."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from personal_data.models import Controller, Envelope
from retention.models import OwnTerm, RetentionRule
from retention.policies import due_dates
from retention.policies.due_dates import TermKind
from retention.selectors.due import local_today
from retention.selectors.own_days import period_of

Kept = Counter[RetentionRule | None]
"""How many each rule keeps; None stands for an end of a record's own that a law demands."""

# Two anchors of one trigger lie less than two years apart: the end of its financial year, or of the year of that.
_ANCHORS_APART = 24
# Rows of one class and one trigger date have one day by their rules, so they are judged together. Uses envelope_due.
_LATER = """
SELECT record_class, trigger_on, count(*) FROM personal_data_envelope e
WHERE controller_id = %(controller)s AND record_class = ANY (%(classes)s) AND trigger_on IS NOT NULL
AND due_on > %(as_of)s AND due_on <= %(last)s
AND NOT EXISTS (SELECT FROM retention_own_days own WHERE own.envelope_id = e.id)
GROUP BY 1, 2"""


def of(controller: Controller, as_of: date) -> Mapping[str, Kept]:
    """By class of record: how many are past the end of one rule on a day and kept by another, by that rule."""
    rules: dict[str, list[RetentionRule]] = defaultdict(list)
    for rule in RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller).order_by("code"):
        rules[rule.record_class].append(rule)
    found: dict[str, Kept] = defaultdict(Counter)
    several = {name: each for name, each in rules.items() if len(each) > 1}
    for name, trigger_on, count in _later(controller, several, as_of):
        first, decides = _judged(several[name], trigger_on, controller)
        if first <= as_of:
            found[name][decides] += count
    for envelope in _with_an_end_of_its_own(controller, as_of):
        named = rules[envelope.record_class]
        if envelope.trigger_on and named and _judged(named, envelope.trigger_on, controller)[0] <= as_of:
            found[envelope.record_class][None] += 1
    return found


def _later(
    controller: Controller, several: Mapping[str, Sequence[RetentionRule]], as_of: date
) -> Iterator[tuple[str, date, int]]:
    """How many go later, by class and trigger date: no later than the rules of a class lie apart."""
    months = [rule.period_months for each in several.values() for rule in each]
    if not months:
        return
    last = due_dates.add_months(as_of, max(months) - min(months) + _ANCHORS_APART) + timedelta(days=1)
    values: dict[str, Any] = {"controller": controller.pk, "classes": list(several), "as_of": as_of, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_LATER, values)
        yield from cursor.fetchall()


def _judged(
    rules: Sequence[RetentionRule], trigger_on: date, controller: Controller
) -> tuple[date, RetentionRule | None]:
    """The first day that any of the rules gives, and the rule that decides."""
    starts, periods = controller.financial_year_start_month, [period_of(rule) for rule in rules]
    decides = due_dates.deciding(periods, trigger_on, starts)
    first = min(due_dates.due_on(period, trigger_on, starts) for period in periods)
    return first, rules[periods.index(decides)] if decides else None


def _with_an_end_of_its_own(controller: Controller, as_of: date) -> Sequence[Envelope]:
    """The records that go later than a day and have an end that two persons have set."""
    ends = OwnTerm.objects.filter(
        controller=controller, kind=TermKind.UNTIL, day__gte=as_of, approved_at__isnull=False, ended_at=None
    )
    return list(Envelope.objects.filter(id__in=ends.values("envelope_id"), due_on__gt=as_of))
