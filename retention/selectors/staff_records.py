"""When the records of staff go: the rule of those for whom they worked, counted from the day they left."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import StaffController, User
from accounts.record_classes import STAFF_RECORD
from personal_data import reach
from personal_data.models import Controller
from retention.models import RetentionRule
from retention.policies import due_dates
from retention.policies.due_dates import Anchor, Period, RuleKind

PAGE = 200


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """One member of staff, and the day on which name and address go; None while there is none."""

    user: User
    due_on: date | None


def listed(*, today: date) -> list[StaffRecord]:
    """Staff within reach: who has left first, by the day on which they go, then who works here."""
    of_others = StaffController.objects.filter(reach.beyond("controller")).values("user_id")
    users = list(User.objects.exclude(pk__in=of_others).order_by("is_active", "left_on", "name", "pk")[:PAGE])
    days = due_days(users, today=today)
    return [StaffRecord(user, days[user.pk]) for user in users]


def due(*, today: date) -> list[User]:
    """Those who left, whose day has come and who have not been forgotten."""
    left = list(User.objects.filter(left_on__isnull=False, forgotten_on=None).order_by("left_on", "pk"))
    days = due_days(left, today=today)
    return [user for user in left if (day := days[user.pk]) is not None and day <= today]


def due_days(users: Sequence[User], *, today: date) -> Mapping[UUID, date | None]:
    """The day of each: the latest that the rules of the controllers for which they ever worked set, since what was done
    for each of them may have to be explained. Who worked for none goes by the rules of all; without a rule nobody goes.
    """
    worked: dict[UUID, set[UUID]] = defaultdict(set)
    parts = StaffController.objects.filter(user__in=[user.pk for user in users])
    for user_id, controller_id in parts.values_list("user_id", "controller_id"):
        worked[user_id].add(controller_id)
    periods, years = _periods(today), dict(Controller.objects.values_list("pk", "financial_year_start_month"))
    return {user.pk: _due_on(user, worked[user.pk] or set(years), periods, years) for user in users}


def _due_on(
    user: User, worked_for: set[UUID], periods: Mapping[UUID, list[Period]], years: Mapping[UUID, int]
) -> date | None:
    if user.left_on is None or not all(periods.get(each) for each in worked_for):
        return None
    days = [due_dates.combined_due_on(periods[each], user.left_on, years[each]) for each in worked_for]
    known = [day for day in days if day is not None]
    return max(known, default=None) if len(known) == len(days) else None


def _periods(today: date) -> Mapping[UUID, list[Period]]:
    found: dict[UUID, list[Period]] = defaultdict(list)
    for rule in RetentionRule.objects.in_force(today).filter(record_class=STAFF_RECORD.name).order_by("code"):
        period = Period(RuleKind(rule.kind), rule.period_months, Anchor(rule.anchor), rule.is_statute)
        found[rule.controller_id].append(period)
    return found
