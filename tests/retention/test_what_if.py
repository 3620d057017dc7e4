"""A change of rules is seen before it is made, binds from its day on, and erases nothing by itself."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from retention import events
from retention.models import OwnTerm, RetentionRule, Run
from retention.services import nightly, rules, what_if
from tests.factories import accounts, acting, retention

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def shorter(months: int, begins: date) -> dict[str, object]:
    content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
    next(rule for rule in content["rule"] if rule["code"] == "case_file.notice")["period_months"] = months
    return content | {"valid_from": begins}


class TestAnEffect:
    def test_tells_by_class_how_many_move_from_which_day_to_which(self, amili: Controller) -> None:
        with accounts.command():
            for _ in range(2):
                retention.closed_case(amili, date(2025, 3, 31))
            effect = what_if.of_file(controller=amili, content=shorter(12, TODAY))
        assert [(each.record_class.name, each.before, each.after, each.count) for each in effect.moves] == [
            ("case_file", date(2028, 3, 31), date(2026, 3, 31), 2)
        ]
        assert (effect.count, effect.due_at_once, effect.changed) == (2, 2, 1)

    def test_changes_nothing_and_records_nothing(self, amili: Controller, young_case: Case) -> None:
        before = list(RetentionRule.objects.order_by("id").values())
        due_on, published = retention.due_on(young_case), len(accounts.recorded(events.RULES_PUBLISHED))
        with accounts.command():
            what_if.of_file(controller=amili, content=shorter(12, TODAY))
        assert list(RetentionRule.objects.order_by("id").values()) == before
        assert retention.due_on(young_case) == due_on
        assert len(accounts.recorded(events.RULES_PUBLISHED)) == published

    def test_is_that_of_the_day_on_which_the_change_binds(self, amili: Controller) -> None:
        begins = TODAY + timedelta(days=100)
        with accounts.command():
            retention.closed_case(amili, retention.months_ago(12, days=-50))
            effect = what_if.of_file(controller=amili, content=shorter(12, begins))
        assert (effect.on, effect.count, effect.due_at_once) == (begins, 1, 1)

    def test_leaves_days_of_a_record_s_own_alone(self, amili: Controller) -> None:
        with accounts.command():
            case = retention.closed_case(amili, date(2025, 3, 31))
            OwnTerm.objects.create(
                controller=amili, envelope_id=case.envelope_id, kind="at_most", day=date(2025, 12, 31),
                reason="register_expiry", proposed_by=acting.person("hanna").id, proposed_at=timezone.now(),
            )  # fmt: skip
            rules.recompute(controller=amili)
            assert what_if.of_file(controller=amili, content=shorter(24, TODAY)).count == 0

    def test_is_what_publishing_then_does(self, amili: Controller, young_case: Case, due_case: Case) -> None:
        with accounts.command():
            foreseen = what_if.of_file(controller=amili, content=shorter(12, TODAY))
            rules.publish(controller=amili, content=shorter(12, TODAY))
        done = Envelope.objects.filter(record_class="case_file").values_list("due_on", flat=True)
        assert sorted(each.after for each in foreseen.moves if each.after) == sorted(each for each in done if each)


class TestAShorterPeriod:
    def test_makes_old_ones_due_and_erases_them_by_an_ordinary_run_only(
        self, amili: Controller, young_case: Case
    ) -> None:
        """Schedule, section 5: rules are versioned, and a change is visible in the trail."""
        published = len(accounts.recorded(events.RULES_PUBLISHED))
        with accounts.command():
            rules.publish(controller=amili, content=shorter(12, TODAY))
        assert retention.due_on(young_case) < TODAY
        assert len(accounts.recorded(events.RULES_PUBLISHED)) == published + 1
        with accounts.command():
            nightly.run_routine(by=acting.person("rolf"), at=timezone.now())
        assert Case.objects.filter(pk=young_case.pk).exists()
        assert not Run.objects.filter(is_routine=False).exists()
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([young_case.envelope_id])] == ["erased"]

    def test_does_not_touch_what_was_decided_before_its_day(self, amili: Controller, young_case: Case) -> None:
        before = retention.due_on(young_case)
        with accounts.command():
            rules.publish(controller=amili, content=shorter(12, TODAY + timedelta(days=10)))
            assert rules.recompute(controller=amili) == 0
        assert retention.due_on(young_case) == before


class TestThePage:
    def test_shows_the_effect_and_says_that_nothing_changed(self, amili: Controller) -> None:
        with accounts.command():
            retention.closed_case(amili, date(2025, 3, 31))
        dora = accounts.client_of(accounts.member(Role.DPO, name="Dora Dpo"))
        rule = RetentionRule.objects.get(code="case_file.notice")
        assert "/dpo/retention/what-if/" in dora.get("/dpo/retention/").content.decode()
        asked = {"rule": str(rule.id), "months": "12", "begins": f"{TODAY}"}
        page = dora.get("/dpo/retention/what-if/", asked).content.decode()
        assert "31 Mar 2028" in page
        assert "31 Mar 2026" in page
        assert RetentionRule.objects.filter(code="case_file.notice").count() == 1

    def test_says_what_is_wrong(self, amili: Controller) -> None:
        dora = accounts.client_of(accounts.member(Role.DPO, name="Dora Dpo"))
        rule = RetentionRule.objects.get(code="case_file.notice")
        asked = {"rule": str(rule.id), "months": "12", "begins": "2001-01-01"}
        page = dora.get("/dpo/retention/what-if/", asked).content.decode()
        assert "error-summary" in page
