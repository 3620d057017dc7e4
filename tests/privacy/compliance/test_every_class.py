"""Whatever class of record is kept too long, under whichever notice: the monitor says so."""

import pytest

from personal_data import envelopes, record_classes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Verdict
from privacy.selectors import packs
from privacy.selectors.compliance.checks import measure
from privacy.selectors.compliance.registry import asked_of, promises_of
from retention.models import RetentionRule
from retention.policies.due_dates import RuleKind
from retention.services import rules
from tests.factories import acting, retention

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reference", sorted(packs.every()))
def test_a_record_of_each_class_past_its_day_turns_its_promise_red(reference: str) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller(reference)
        before, ending = _verdicts(controller), _classes_that_end(controller)
        for name in ending:
            envelopes.create(
                controller=controller,
                record_class=record_classes.get(name),
                subjects=[],
                trigger_on=retention.months_ago(12 * 60),
            )
        after = _verdicts(controller)
    assert len(ending) > 8
    assert [name for name in ending if before[name] is not Verdict.KEPT] == []
    assert [name for name in ending if after[name] is not Verdict.BROKEN] == []


def _classes_that_end(controller: Controller) -> list[str]:
    """The classes that some rule in force ends by a clock."""
    rules_in_force = RetentionRule.objects.in_force(asked_of(controller).today).filter(controller=controller)
    return sorted(
        set(rules_in_force.filter(kind__in=[RuleKind.AT_MOST, RuleKind.FOR]).values_list("record_class", flat=True))
    )


def _verdicts(controller: Controller) -> dict[str, Verdict]:
    rules.recompute(controller=controller)
    asked = asked_of(controller)
    kept = [each.check for each in promises_of(controller) if each.check.record_class]
    return {check.record_class: measure(check, asked).verdict for check in kept}
