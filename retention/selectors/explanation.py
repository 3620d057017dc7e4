"""Why is this still here, and when does it go?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from personal_data import record_classes
from personal_data.models import Envelope, EnvelopeBlock, EnvelopeSubject
from retention.models import RetentionRule
from retention.policies.due_dates import Anchor, Period, RuleKind, due_on
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
    blocks: list[EnvelopeBlock]

    @property
    def deciding(self) -> RuleAnswer | None:
        """The rule that keeps the record longest."""
        dated = [answer for answer in self.rules if answer.due_on]
        return max(dated, key=lambda answer: answer.due_on or date.min, default=None)


def explain(envelope_id: UUID) -> Explanation:
    """Explain one envelope to staff; it opens nothing."""
    envelope = Envelope.objects.select_related("controller").get(id=envelope_id)
    in_force = RetentionRule.objects.in_force(local_today(envelope.controller))
    found = in_force.filter(controller=envelope.controller, record_class=envelope.record_class).order_by("code")
    answers = [RuleAnswer(rule, _due_on(rule, envelope)) for rule in found]
    subjects = EnvelopeSubject.objects.filter(envelope=envelope).values("subject_id")
    blocks = EnvelopeBlock.objects.filter(lifted_at=None).exclude(kind="need_to_know")
    standing = (blocks.filter(envelope=envelope) | blocks.filter(subject_id__in=subjects)).order_by("placed_at")
    return Explanation(
        record_classes.get(envelope.record_class), envelope.trigger_on, envelope.due_on, answers, list(standing)
    )


def _due_on(rule: RetentionRule, envelope: Envelope) -> date | None:
    if envelope.trigger_on is None:
        return None
    period = Period(RuleKind(rule.kind), rule.period_months, Anchor(rule.anchor))
    return due_on(period, envelope.trigger_on, envelope.controller.financial_year_start_month)
