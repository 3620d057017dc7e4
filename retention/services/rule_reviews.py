"""Signing off that somebody has looked at a rule (OPR-51)."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from retention import events
from retention.models import RetentionRule, RuleFinding, RuleReview
from retention.policies.due_dates import add_months
from retention.selectors.due import local_today
from retention.selectors.rule_reviews import MONTHS


class WrongDay(ValidationError):
    """A rule is looked at again within a year."""

    def __init__(self) -> None:
        super().__init__(_("Choose a day after today and within a year."), code="next_on")


@transaction.atomic
def sign_off(*, rule: RetentionRule, finding: RuleFinding, next_on: date, by: UUID, at: datetime) -> RuleReview:
    """Sign off what was found, and when the rule is looked at again. It moves no day; a new version does. Raises
    WrongDay."""
    today = local_today(rule.controller)
    if not today < next_on <= add_months(today, MONTHS):
        raise WrongDay
    made = RuleReview.objects.create(
        controller=rule.controller,
        code=rule.code,
        finding=finding,
        reviewed_on=today,
        next_on=next_on,
        by=by,
        at=at,
    )
    trail.record(events.RULE_REVIEWED, reference=f"CTRL-{rule.controller.reference}", reason=rule.code)
    return made
