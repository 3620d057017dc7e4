"""``manage.py load_policy``: a pack with its rules, what it would do, and errors that say where to mend."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from personal_data.models import Controller
from privacy import events
from privacy.selectors import packs
from retention.models import RetentionRule
from retention.policies.due_dates import add_months
from retention.services import rules
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db


def load(*arguments: str) -> str:
    printed = StringIO()
    call_command("load_policy", *arguments, stdout=printed)
    return printed.getvalue()


class TestLoading:
    def test_enters_the_controller_with_its_rules_once(self) -> None:
        assert "is entered" in load("visma_amili_se")
        made = Controller.objects.get(reference="AMILI")
        assert (made.name, made.company_number, made.time_zone) == ("Visma Amili AB", "556439-5670", "Europe/Stockholm")
        assert (made.collection_basis, made.privacy_contact) == ("6(1)(e)", "gdpr@amili.se")
        assert RetentionRule.objects.filter(controller=made, code="case_file.notice").count() == 1
        assert "in force already" in load("visma_amili_se")
        (event,) = accounts.recorded(events.POLICY_LOADED)
        assert (event.reference, event.reason) == ("CTRL-AMILI", "visma_amili_se")

    def test_of_all_five_side_by_side(self) -> None:
        numbers = {"opr_finance_se": "556000-0001", "almi_se": "556000-0001", "intrum_fi": "0000010-7",
                   "axactor_no": "910000004", "visma_amili_se": ""}  # fmt: skip
        for name, number in numbers.items():
            load(name, "--company-number", number)
        loaded = Controller.objects.values_list("reference", "time_zone")
        assert dict(loaded) == {
            "AMILI": "Europe/Stockholm", "ALMI": "Europe/Stockholm", "OPR": "Europe/Stockholm",
            "INTRUM": "Europe/Helsinki", "AXACTOR": "Europe/Oslo",
        }  # fmt: skip

    def test_asks_for_the_number_that_the_notice_does_not_give(self) -> None:
        with pytest.raises(CommandError, match="--company-number"):
            load("opr_finance_se")

    def test_names_the_packs_that_there_are(self) -> None:
        with pytest.raises(CommandError, match="Known are almi_se, axactor_no"):
            load("nobody")

    @pytest.mark.requirement("INTRUM-106", breaks="loading rules that say nothing of a kind of record")
    def test_is_refused_where_a_kind_of_record_has_no_rule(self, tmp_path: Path, monkeypatch: Any) -> None:
        for path in rules.RULES_FOLDER.glob("*.toml"):
            parts = path.read_text().split("[[rule]]")
            kept = [each for each in parts if path.stem != "intrum_fi" or 'record_class = "payment"' not in each]
            (tmp_path / path.name).write_text("[[rule]]".join(kept))
        monkeypatch.setattr(rules, "RULES_FOLDER", tmp_path)
        with pytest.raises(CommandError, match=r"intrum_fi\.toml: there is no rule for payment\. Without"):
            load("intrum_fi", "--company-number", "0000010-7")
        assert not RetentionRule.objects.exists()

    def test_shows_what_it_would_do_and_does_nothing(self) -> None:
        with accounts.command():
            of = retention.controller("AMILI")
            case = retention.closed_case(of, retention.months_ago(12))
            RetentionRule.objects.filter(code="case_file.notice").update(valid_from="2010-01-01", period_months=60)
            rules.recompute(controller=of)
        before = retention.due_on(case)
        assert "1 records would move" in load("visma_amili_se", "--what-if")
        assert retention.due_on(case) == before
        load("visma_amili_se")
        assert retention.due_on(case) == add_months(before, -24)


class TestABadPack:
    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ('country = "SE"\nrows', 'county = "SE"\nrows', r"line 9: jurisdiction.county: is not known here"),
            (
                'article = "6(1)(e)"',
                'article = "6(1)(x)"',
                r"line \d+: purposes\[.*\].bases\[1\].article: '6\(1\)\(x\)'",
            ),
            ('kind = "privacy"', 'kind = "secret"', r"line \d+: contacts\[1\].kind: 'secret' is not known"),
        ],
    )
    def test_is_told_with_file_line_and_what_is_wrong(self, tmp_path: Path, old: str, new: str, says: str) -> None:
        text = (packs.PACKS_FOLDER / "visma_amili_se.toml").read_text()
        assert old in text
        path = tmp_path / "bad.toml"
        path.write_text(text.replace(old, new, 1))
        with pytest.raises(Exception, match=f"bad.toml, {says}"):
            packs.read(path)

    def test_is_told_by_the_command(self, tmp_path: Path, monkeypatch: Any) -> None:
        (tmp_path / "bad.toml").write_text('controller = "X"\n')
        monkeypatch.setattr(packs, "PACKS_FOLDER", tmp_path)
        with pytest.raises(CommandError, match=r"bad\.toml.*is missing"):
            load("bad")
