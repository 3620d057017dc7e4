"""Which rules are to be looked at, and when (OPR-51)."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from personal_data import reach
from personal_data.models import Controller
from retention.models import RetentionRule, RuleReview
from retention.policies.due_dates import add_months
from retention.selectors import run_report
from retention.selectors.due import local_today

MONTHS = 12
"""A rule is looked at once a year at least, first a year after its controller was entered."""


@dataclass(frozen=True, slots=True)
class RuleTask:
    """One rule in force, when it was last looked at, and by when it is looked at again."""

    rule: RetentionRule
    last: RuleReview | None
    due_on: date
    is_due: bool


def tasks(on: date) -> list[RuleTask]:
    """Every rule within reach that is in force on a day, by controller and class."""
    last = {
        (review.controller_id, review.code): review
        for review in RuleReview.objects.filter(reach.within()).order_by("at")
    }
    return [_task(rule, last.get((rule.controller_id, rule.code))) for rule in run_report.rules_in_force(on)]


def of_rule(rule: RetentionRule) -> RuleTask:
    """When one rule is looked at."""
    reviews = RuleReview.objects.filter(controller_id=rule.controller_id, code=rule.code)
    return _task(rule, reviews.order_by("at").last())


def count_due(controller: Controller) -> int:
    """How many rules of a controller wait to be looked at today."""
    in_force = RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller)
    return sum(of_rule(rule).is_due for rule in in_force.select_related("controller"))


def _task(rule: RetentionRule, last: RuleReview | None) -> RuleTask:
    entered = rule.controller.created_at.astimezone(ZoneInfo(rule.controller.time_zone)).date()
    due_on = last.next_on if last else add_months(entered, MONTHS)
    return RuleTask(rule, last, due_on, due_on <= local_today(rule.controller))
