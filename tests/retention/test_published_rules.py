"""The rule files of the five notices: the worked examples of the schedule, by the rules that are published."""

from datetime import date
from typing import Any

import pytest

from collections_app.record_classes import LEDGER_ENTRY
from personal_data.purposes import Purpose
from retention.policies.due_dates import Anchor, Period, RuleKind, combined_due_on, due_on
from retention.services import rules
from tests.factories import accounts, collection, retention

FILES = {path.stem: rules.read(path) for path in sorted(rules.RULES_FOLDER.glob("*.toml"))}
CLASSES = (
    "case_file",
    "call_recording",
    "ledger_entry",
    "intake_item",
    "import_upload",
    "rights_request",
    "access_copy",
    "disclosure",
    "recipient",
    "legal_report",
    "payment",
    "copy_cut",
    "unlinked_request",
    "staff_record",
    "legal_file",
    "damage_event",
    "hardship",
    "bureau_extract",
    "aml_file",
)
# Kept by those alone whose notice speaks of them.
OF_ITS_OWN = {
    "almi_se": {"loan_offer", "contract", "collateral", "chat", "contact_form", "applicant"},
    "intrum_fi": {"grade", "pseudonym_key", "third_party"},
    "axactor_no": {"valuation_row", "valuation_set", "pseudonym_key", "applicant", "authority_contact"},
    "opr_finance_se": {"potential_customer"},
}


def _rule(file: str, code: str) -> dict[str, Any]:
    return next(rule for rule in FILES[file]["rule"] if rule["code"] == code)


def _period(file: str, code: str) -> Period:
    rule = _rule(file, code)
    return Period(
        RuleKind(rule["kind"]), rule["period_months"], Anchor(rule["anchor"]), is_statute=rule.get("is_statute", False)
    )


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


class TestEachFile:
    @pytest.mark.parametrize("file", FILES)
    def test_has_a_rule_for_each_class_of_record(self, file: str) -> None:
        assert {rule["record_class"] for rule in FILES[file]["rule"]} == set(CLASSES) | OF_ITS_OWN.get(file, set())

    def test_is_of_another_controller(self) -> None:
        controllers = [content["controller"] for content in FILES.values()]
        assert sorted(controllers) == ["ALMI", "AMILI", "AXACTOR", "INTRUM", "OPR"]

    @pytest.mark.parametrize("file", FILES)
    def test_anonymises_only_where_the_notice_says_so(self, file: str) -> None:
        """Schedule, section 3.13: Visma Amili's notice alone lets a case be made anonymous instead of erased."""
        notices = [rule for rule in FILES[file]["rule"] if rule["code"].endswith((".notice", ".statute"))]
        others = {rule["code"] for rule in notices if rule["action"] != "erase"}
        assert others == ({"case_file.notice"} if file == "visma_amili_se" else set())

    @pytest.mark.parametrize("file", FILES)
    def test_names_rows_of_its_own_notice_only(self, file: str) -> None:
        rows = [row for rule in FILES[file]["rule"] for row in rule.get("requirement_rows", [])]
        assert rows
        assert {row.split("-")[0] for row in rows} == {FILES[file]["controller"]}


@pytest.mark.parametrize(
    ("file", "code", "trigger", "due"),
    [
        pytest.param("axactor_no", "case_file.notice", "2024-02-29", "2027-03-01", id="X05"),
        pytest.param("intrum_fi", "case_file.notice", "2024-02-29", "2029-03-01", id="X06"),
        pytest.param("intrum_fi", "call_recording.notice", "2025-08-31", "2026-03-01", id="X12"),
        pytest.param("intrum_fi", "legal_file.notice", "2022-09-30", "2032-10-01", id="X21"),
        pytest.param("intrum_fi", "legal_file.notice", "2024-02-29", "2034-03-01", id="X22"),
        pytest.param("intrum_fi", "damage_event.notice", "2024-02-29", "2027-03-01", id="X23"),
        pytest.param("intrum_fi", "ledger_entry.notice", "2020-03-15", "2027-01-01", id="X15"),
        pytest.param("opr_finance_se", "ledger_entry.statute", "2020-03-15", "2028-01-01", id="X18-OPR"),
        pytest.param("almi_se", "ledger_entry.statute", "2020-03-15", "2028-01-01", id="X18-Almi"),
        pytest.param("almi_se", "ledger_entry.notice", "2020-12-31", "2030-12-31", id="X19"),
        pytest.param("axactor_no", "ledger_entry.statute", "2020-12-31", "2026-01-01", id="X20"),
        pytest.param("almi_se", "case_file.notice", "2016-02-29", "2026-02-28", id="X28"),
        pytest.param("opr_finance_se", "case_file.notice", "2021-06-30", "2026-07-01", id="X30"),
        pytest.param("axactor_no", "case_file.notice", "2022-10-15", "2025-10-16", id="S9-A"),
        pytest.param("axactor_no", "case_file.notice", "2024-01-31", "2027-02-01", id="S9-B"),
    ],
)
def test_worked_example(file: str, code: str, trigger: str, due: str) -> None:
    assert due_on(_period(file, code), date.fromisoformat(trigger)) == date.fromisoformat(due)


class TestBookkeeping:
    """A cited law keeps ledger entries when the case has gone (schedule, section 3.2)."""

    @_row("AXACTOR-90", "letting the three years of the notice end what the bookkeeping act demands")
    def test_outlives_the_norwegian_case(self) -> None:
        closed = posted = date(2021, 3, 1)
        assert _rule("axactor_no", "ledger_entry.statute")["citation"]
        assert LEDGER_ENTRY.purposes is not None
        assert Purpose.COLLECTION not in LEDGER_ENTRY.purposes
        assert due_on(_period("axactor_no", "case_file.notice"), closed) == date(2024, 3, 2)
        assert due_on(_period("axactor_no", "ledger_entry.statute"), posted) == date(2027, 1, 1)

    @_row("ALMI-106", "another outer limit than ten years, or none of the statute beside it")
    def test_of_almi_goes_by_the_maximum_where_no_law_demands_more(self) -> None:
        both = [_period("almi_se", "ledger_entry.notice"), _period("almi_se", "ledger_entry.statute")]
        assert [period.kind for period in both] == [RuleKind.AT_MOST, RuleKind.FOR]
        assert both[1].is_duty
        assert combined_due_on(both, date(2020, 3, 15)) == date(2030, 12, 31)

    def test_of_the_finns_goes_by_the_statute_where_the_financial_year_is_broken(self) -> None:
        both = [_period("intrum_fi", "ledger_entry.notice"), _period("intrum_fi", "ledger_entry.statute")]
        assert combined_due_on(both, date(2020, 8, 10), 7) == date(2028, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("controller", "closed", "due"),
    [
        ("ALMI", "2016-02-29", "2026-02-28"),
        pytest.param(
            "AXACTOR", "2024-02-29", "2027-03-01", marks=_row("AXACTOR-89", "another period than three years")
        ),
        pytest.param("OPR", "2021-06-30", "2026-07-01", marks=_row("OPR-52", "another period than five years")),
    ],
)
def test_the_published_rule_sets_the_day_of_a_case(controller: str, closed: str, due: str) -> None:
    with accounts.command():
        case = retention.closed_case(retention.controller(controller), date.fromisoformat(closed))
    assert retention.due_on(case) == date.fromisoformat(due)


@pytest.mark.django_db
@_row("OPR-52", "starting the clock while the customer still owes")
def test_an_open_debt_keeps_the_clock_unstarted() -> None:
    with accounts.command():
        opr = retention.controller("OPR")
        case = collection.case_file(opr, [collection.debtor(opr)])
    assert retention.due_on(case) is None
