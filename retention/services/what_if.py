"""What changed rules would do, before anything changes: how many records move from which day to which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from personal_data import record_classes
from personal_data.models import Controller
from personal_data.record_classes import RecordClass
from retention.models import RetentionRule
from retention.selectors.due import local_today
from retention.services import rules
from retention.services.rule_files import DEFAULTS, NEEDED

# By what the rules of that day say, not by what stands in due_on: rules that begin later move nothing today.
_MOVES = """
SELECT e.record_class, e.due_on, days.due_on, count(*)
FROM retention_days(%(controller)s, NULL, %(on)s) days
JOIN personal_data_envelope e ON e.controller_id = days.controller_id AND e.record_class = days.record_class
    AND coalesce(e.trigger_on, 'infinity') = coalesce(days.trigger_on, 'infinity')
    AND CASE WHEN days.envelope_id IS NULL
        THEN NOT EXISTS (SELECT FROM retention_own_days own WHERE own.envelope_id = e.id)
        ELSE e.id = days.envelope_id END
WHERE e.controller_id = %(controller)s AND e.due_on IS DISTINCT FROM days.due_on
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""

Version = tuple[UUID, date, date | None]


@dataclass(frozen=True, slots=True)
class Move:
    """So many records of a class that would be due on another day; None is no day at all."""

    record_class: RecordClass
    before: date | None
    after: date | None
    count: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do from a day on."""

    controller: Controller
    on: date
    """The day on which all of the change is in force; today, where it is in force already."""
    changed: int
    """How many versions of rules begin or end."""
    moves: list[Move]

    @property
    def count(self) -> int:
        """How many records would have another day."""
        return sum(move.count for move in self.moves)

    @property
    def due_at_once(self) -> int:
        """How many would be due on the day of the change that are not due without it; each waits for a run."""
        return sum(
            move.count
            for move in self.moves
            if move.after and move.after <= self.on and (move.before is None or move.before > self.on)
        )

    @property
    def no_longer_known(self) -> int:
        """How many would have no day any more, and stand on the list to mend."""
        return sum(move.count for move in self.moves if move.after is None)


class _Seen(Exception):
    """Takes back what was tried, and carries what it would have done."""

    def __init__(self, effect: Effect) -> None:
        super().__init__()
        self.effect = effect


def of_file(*, controller: Controller, content: Mapping[str, Any]) -> Effect:
    """What publishing a rule file would do. Nothing is changed and nothing recorded. Raises rules.OutOfOrder."""
    try:
        with transaction.atomic():
            before = _versions(controller)
            changed = rules.put_in_force(controller=controller, content=content)
            raise _Seen(_effect(controller, changed, set(_versions(controller)) - set(before)))
    except _Seen as seen:
        return seen.effect


def of_period(*, rule: RetentionRule, months: int, begins: date) -> Effect:
    """What another period of one rule would do from a day on. Nothing is changed. Raises rules.OutOfOrder."""
    in_force = RetentionRule.objects.in_force(begins).filter(controller=rule.controller)
    content = {
        "valid_from": begins,
        "rule": [_as_in_a_file(each) | ({"period_months": months} if each.code == rule.code else {})
                 for each in in_force],
    }  # fmt: skip
    return of_file(controller=rule.controller, content=content)


def _effect(controller: Controller, changed: int, versions: Iterable[Version]) -> Effect:
    begin_or_end = (day for _, begins, ends in versions for day in (begins, ends) if day is not None)
    on = max([local_today(controller), *begin_or_end])
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, {"controller": controller.id, "on": on})
        moves = [Move(record_classes.get(row[0]), *row[1:]) for row in cursor.fetchall()]
    return Effect(controller, on, changed, moves)


def _versions(controller: Controller) -> list[Version]:
    found = RetentionRule.objects.filter(controller=controller)
    return list(found.values_list("id", "valid_from", "valid_until"))


def _as_in_a_file(rule: RetentionRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in [*NEEDED, *DEFAULTS]}
