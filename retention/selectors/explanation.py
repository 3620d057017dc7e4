"""Why is this still here, and when does it go?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from personal_data import record_classes
from personal_data.models import Envelope, EnvelopeBlock, EnvelopeSubject
from retention.models import RetentionRule
from retention.policies import due_dates
from retention.policies.due_dates import Anchor, Period, RuleKind
from retention.selectors.due import local_today


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One rule as it applies to one record."""

    rule: RetentionRule
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """For one envelope: rules with ground and citation, trigger, date, and what stands in the way."""

    record_class: record_classes.RecordClass
    trigger_on: date | None
    due_on: date | None
    rules: list[RuleAnswer]
    deciding: RuleAnswer | None
    """The rule that sets the day, or would if the clock began today; None without a rule."""
    blocks: list[EnvelopeBlock]


def explain(envelope_id: UUID) -> Explanation:
    """Explain one envelope to staff; it opens nothing."""
    envelope = Envelope.objects.select_related("controller").get(id=envelope_id)
    in_force = RetentionRule.objects.in_force(local_today(envelope.controller))
    found = in_force.filter(controller=envelope.controller, record_class=envelope.record_class).order_by("code")
    answers = [RuleAnswer(rule, _due_on(rule, envelope)) for rule in found]
    deciding = _deciding(answers, envelope)
    subjects = EnvelopeSubject.objects.filter(envelope=envelope).values("subject_id")
    blocks = EnvelopeBlock.objects.filter(lifted_at=None).exclude(kind="need_to_know")
    standing = (blocks.filter(envelope=envelope) | blocks.filter(subject_id__in=subjects)).order_by("placed_at")
    return Explanation(
        record_classes.get(envelope.record_class),
        envelope.trigger_on,
        envelope.due_on,
        answers,
        deciding,
        list(standing),
    )


def _deciding(answers: list[RuleAnswer], envelope: Envelope) -> RuleAnswer | None:
    periods = [_period(answer.rule) for answer in answers]
    begins = envelope.trigger_on or local_today(envelope.controller)
    decider = due_dates.deciding(periods, begins, envelope.controller.financial_year_start_month)
    return answers[periods.index(decider)] if decider else None


def _due_on(rule: RetentionRule, envelope: Envelope) -> date | None:
    if envelope.trigger_on is None:
        return None
    return due_dates.due_on(_period(rule), envelope.trigger_on, envelope.controller.financial_year_start_month)


def _period(rule: RetentionRule) -> Period:
    return Period(RuleKind(rule.kind), rule.period_months, Anchor(rule.anchor), rule.is_statute)
