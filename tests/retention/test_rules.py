"""Rules as data: files, versions and the days on which they bind."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from retention.models import RetentionRule
from retention.selectors import explanation, run_report
from retention.services import rules
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db


def _rule(changed: str) -> str:
    """A rule file of one rule, with one line put in or changed."""
    lines = {
        "code": '"x"',
        "record_class": '"case_file"',
        "trigger": '"case closed"',
        "anchor": '"trigger"',
        "period_months": "36",
        "kind": '"for"',
        "action": '"erase"',
        "ground": '"x"',
    }
    name, value = changed.split(" = ")
    written = "\n".join(f"{key} = {word}" for key, word in {**lines, name: value}.items())
    return f"valid_from = 2020-01-01\n[[rule]]\n{written}"


class TestRules:
    def test_quote_the_ground_of_the_notice(self, amili, due_case):
        answer = explanation.explain(due_case.envelope_id)
        assert answer.deciding is not None
        assert answer.deciding.rule.ground == "Good debt-collection practice"
        assert answer.deciding.due_on == answer.due_on

    def test_publishing_the_same_again_changes_nothing(self, amili):
        with accounts.command():
            assert rules.publish(controller=amili, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")) == 0

    def test_a_changed_rule_begins_after_the_one_in_force(self, amili):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"][0]["period_months"] = 12
        with accounts.command(), pytest.raises(rules.OutOfOrder, match="later day"):
            rules.publish(controller=amili, content=content)

    def test_a_rule_that_begins_later_binds_and_explains_nothing_before(self, amili, due_case):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"][0].update(period_months=12, ground="A shorter limit")
        content["valid_from"] = timezone.localdate() + timedelta(days=10)
        before = retention.due_on(due_case)
        with accounts.command():
            rules.publish(controller=amili, content=content)
        assert retention.due_on(due_case) == before
        answer = explanation.explain(due_case.envelope_id)
        assert [each.rule.period_months for each in answer.rules] == [36]
        assert "A shorter limit" not in [rule.ground for rule in run_report.rules_in_force(timezone.localdate())]

    def test_a_shorter_period_makes_old_records_due_at_once(self, amili, young_case):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"][0]["period_months"] = 12
        content["valid_from"] = timezone.localdate()
        with accounts.command():
            rules.publish(controller=amili, content=content)
        assert retention.due_on(young_case) < timezone.localdate()

    def test_stated_wrongly_at_first_are_put_right_from_a_day_on(self, intrum):
        """A database that had the wrong statement keeps it for the days on which it bound; a fresh one never had it."""
        (right,) = RetentionRule.objects.filter(controller=intrum, code="case_file.notice")
        assert (right.is_statute, right.valid_from) == (True, date(2020, 1, 1))
        RetentionRule.objects.filter(pk=right.pk).update(is_statute=False)
        content = rules.read(rules.RULES_FOLDER / "intrum_fi.toml")
        with accounts.command():
            assert rules.publish(controller=intrum, content=content) == 1
            assert rules.publish(controller=intrum, content=content) == 0
        wrong, right = RetentionRule.objects.filter(controller=intrum, code="case_file.notice").order_by("valid_from")
        assert (wrong.is_statute, wrong.valid_until) == (False, date(2026, 11, 21))
        assert (right.is_statute, right.valid_from, right.valid_until) == (True, date(2026, 11, 21), None)

    def test_of_one_day_cannot_be_two_versions(self, amili):
        """Whatever writes the table: two versions of one rule never bind on the same day."""
        last = RetentionRule.objects.get(controller=amili, code="case_file.notice")
        RetentionRule.objects.filter(pk=last.pk).update(valid_until=timezone.localdate())
        last.pk, last.valid_from, last.valid_until = uuid4(), timezone.localdate() - timedelta(days=1), None
        with pytest.raises(IntegrityError, match="retention_rule_one_in_force"), transaction.atomic():
            last.save(force_insert=True)
        last.valid_from = timezone.localdate()
        last.save(force_insert=True)

    def test_that_the_file_names_no_longer_binds_no_longer(self, amili, due_case):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"] = [rule for rule in content["rule"] if rule["code"] != "case_file.notice"]
        with accounts.command():
            with pytest.raises(rules.OutOfOrder, match="nor the rule end"):
                rules.publish(controller=amili, content=content)
            content["valid_from"] = timezone.localdate() + timedelta(days=3)
            assert rules.publish(controller=amili, content=content) == 1
            assert explanation.explain(due_case.envelope_id).deciding is not None
            with pytest.raises(rules.OutOfOrder):
                rules.publish(controller=amili, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml"))
        ended = RetentionRule.objects.get(controller=amili, code="case_file.notice")
        assert ended.valid_until == timezone.localdate() + timedelta(days=3)
        assert ended not in RetentionRule.objects.in_force(ended.valid_until)

    def test_withdrawn_today_gives_no_due_date_any_more(self, amili, due_case):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"] = [rule for rule in content["rule"] if rule["code"] != "case_file.notice"]
        content["valid_from"] = timezone.localdate() - timedelta(days=1)
        with accounts.command():
            rules.publish(controller=amili, content=content)
        assert retention.due_on(due_case) is None

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ("not toml =", "TOML|key|Expected"),
            ("valid_from = 2020-01-01", "at least one"),
            ('valid_from = 2020-01-01\n[[rule]]\ncode = "x"', "is missing"),
            (_rule('kind = "about"'), "kind is one of at_most, for, at_least, event"),
            (_rule('action = "forget"'), "action is one of"),
            (_rule('period_months = "36"'), "whole number above zero"),
            (_rule("period_months = 0"), "whole number above zero"),
            (_rule("is_statute = true"), "cites it"),
            (_rule('revised_on = "soon"'), "revised_on is a date"),
            (_rule('record_class = "horses"'), "nobody keeps records of the class 'horses'"),
            (_rule('colour = "red"'), "colour is not known here"),
            (_rule('colour = "red"'), "line 11, rule 1 [(]x[)]"),
            (_rule('kind = "about"'), "line 8, rule 1"),
            (
                _rule('ground = "x"').replace("period_months = 36\n", ""),
                "line 2, rule 1 [(]x[)]: period_months is missing",
            ),
            (_rule("review_months = -1"), "review_months is a whole number"),
            (_rule('triggers = ["Sold!"]'), "triggers are codes"),
            (_rule('ground = "x"') + "\n" + _rule('ground = "y"').partition("\n")[2], "2 rules have the code x"),
        ],
    )
    def test_a_bad_file_says_what_is_wrong(self, tmp_path, wrong, says):
        path = tmp_path / "rules.toml"
        path.write_text(wrong)
        with pytest.raises(rules.Unreadable, match=says):
            rules.read(path)
