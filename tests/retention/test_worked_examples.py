"""The 31 worked examples of the retention schedule, by the published rules, on records in the database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
import time_machine

from privacy.selectors import packs
from retention.policies.due_dates import Anchor, Period, RuleKind
from retention.selectors import due, overdue
from retention.selectors.due import local_today
from retention.services import rules
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db
YEAR_END, CALENDAR_YEAR = Anchor.FINANCIAL_YEAR_END, Anchor.CALENDAR_YEAR_OF_FINANCIAL_YEAR_END


@dataclass(frozen=True)
class Example:
    """One line of the table: rule file and rule (or item of the pack), trigger, E, first day due."""

    file: str
    rule: str
    trigger_on: str
    ends_on: str
    due_on: str
    year_starts: int = 1


AMILI, INTRUM, ALMI, AXACTOR, OPR = "visma_amili_se", "intrum_fi", "almi_se", "axactor_no", "opr_finance_se"
EXAMPLES = {
    "X01": Example(AMILI, "case_file.notice", "2024-02-29", "2027-02-28", "2027-02-28"),
    "X02": Example(AMILI, "case_file.notice", "2023-08-31", "2026-08-31", "2026-08-31"),
    "X03": Example(AMILI, "case_file.notice", "2025-02-28", "2028-02-28", "2028-02-28"),
    "X04": Example(AMILI, "case_file.notice", "2024-04-01", "2027-04-01", "2027-04-01"),
    "X05": Example(AXACTOR, "case_file.notice", "2024-02-29", "2027-02-28", "2027-03-01"),
    "X06": Example(INTRUM, "case_file.notice", "2024-02-29", "2029-02-28", "2029-03-01"),
    "X07": Example(INTRUM, "case_file.notice", "2023-02-28", "2028-02-28", "2028-02-29"),
    "X08": Example(INTRUM, "case_file.notice", "2021-06-30", "2026-06-30", "2026-07-01"),
    "X09": Example(INTRUM, "call_recording.notice", "2025-08-28", "2026-02-28", "2026-03-01"),
    "X10": Example(INTRUM, "call_recording.notice", "2025-08-29", "2026-02-28", "2026-03-01"),
    "X11": Example(INTRUM, "call_recording.notice", "2025-08-30", "2026-02-28", "2026-03-01"),
    "X12": Example(INTRUM, "call_recording.notice", "2025-08-31", "2026-02-28", "2026-03-01"),
    "X13": Example(INTRUM, "call_recording.notice", "2023-08-31", "2024-02-29", "2024-03-01"),
    "X14": Example(INTRUM, "call_recording.notice", "2025-12-31", "2026-06-30", "2026-07-01"),
    "X15": Example(INTRUM, "ledger_entry.notice", "2020-03-15", "2026-12-31", "2027-01-01"),
    "X16": Example(INTRUM, "ledger_entry.notice", "2020-08-10", "2027-06-30", "2027-07-01", year_starts=7),
    "X17": Example(INTRUM, "ledger_entry.statute", "2020-08-10", "2027-12-31", "2028-01-01", year_starts=7),
    "X18": Example(AMILI, "ledger_entry.statute", "2020-03-15", "2027-12-31", "2028-01-01"),
    "X19": Example(ALMI, "ledger_entry.notice", "2020-12-31", "2030-12-31", "2030-12-31"),
    "X20": Example(AXACTOR, "ledger_entry.statute", "2020-12-31", "2025-12-31", "2026-01-01"),
    "X21": Example(INTRUM, "legal_file.notice", "2022-09-30", "2032-09-30", "2032-10-01"),
    "X22": Example(INTRUM, "legal_file.notice", "2024-02-29", "2034-02-28", "2034-03-01"),
    "X23": Example(INTRUM, "damage_event.notice", "2024-02-29", "2027-02-28", "2027-03-01"),
    "X24": Example(ALMI, "loan_offer", "2025-11-30", "2026-02-28", "2026-02-28"),
    "X25": Example(ALMI, "chat", "2024-02-29", "2025-02-28", "2025-03-01"),
    "X26": Example(ALMI, "contact_form", "2025-01-31", "2026-01-31", "2026-02-01"),
    "X27": Example(ALMI, "money_laundering", "2020-02-29", "2025-02-28", "2025-03-01"),
    "X28": Example(ALMI, "case_file.notice", "2016-02-29", "2026-02-28", "2026-02-28"),
    "X29": Example(ALMI, "collateral", "2019-02-28", "2026-02-28", "2026-02-28"),
    "X30": Example(OPR, "case_file.notice", "2021-06-30", "2026-06-30", "2026-07-01"),
    "X31": Example(OPR, "potential_customer", "2024-02-29", "2026-02-28", "2026-03-01"),
}


@cache
def _rules(file: str) -> dict[str, dict[str, Any]]:
    content = rules.read(rules.RULES_FOLDER / f"{file}.toml")
    return {rule["code"]: rule for rule in content["rule"]}


def period_of(example: Example) -> Period:
    """The rule of the rule file; for an item of the pack, the rule to which it points or the period that it names."""
    known, code = _rules(example.file), example.rule
    if "." not in code:
        pack = packs.read(packs.PACKS_FOLDER / f"{example.file}.toml")
        item = next(each for each in pack.keeping if each.key == code)
        code = item.rule
        if not code:
            assert item.kind is not None
            return Period(item.kind, item.period_months, item.anchor)
    rule = known[code]
    return Period(
        RuleKind(rule["kind"]), rule["period_months"], Anchor(rule["anchor"]), is_statute=rule.get("is_statute", False)
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_example(name: str) -> None:
    """The database gives the day; the day before nothing would go, and on the day the record would."""
    example = EXAMPLES[name]
    ends_on, due_on = date.fromisoformat(example.ends_on), date.fromisoformat(example.due_on)
    with accounts.command():
        of = retention.ruled([period_of(example)], example.year_starts)
        record = retention.recorded(of, date.fromisoformat(example.trigger_on))
    assert record.due_on == due_on
    assert due_on - ends_on in (timedelta(0), timedelta(days=1))
    assert due.preview(of, due_on - timedelta(days=1)).due == 0
    assert due.preview(of, due_on).due == 1


def test_there_are_all_thirty_one() -> None:
    assert list(EXAMPLES) == [f"X{number:02}" for number in range(1, 32)]


class TestTheLocalDay:
    def test_of_x04_is_the_one_after_the_day_in_utc(self) -> None:
        with accounts.command():
            amili = retention.controller("AMILI")
        with time_machine.travel(datetime(2024, 3, 31, 23, 30, tzinfo=UTC), tick=False):
            assert local_today(amili) == date(2024, 4, 1)

    def test_half_past_midnight_in_helsinki_is_still_yesterday_in_stockholm_and_oslo(self) -> None:
        """Schedule, section 5: one moment is the first day due for one controller, and the day before for others."""
        with accounts.command():
            helsinki, stockholm, oslo = (retention.controller(each) for each in ("INTRUM", "AMILI", "AXACTOR"))
            retention.closed_case(helsinki, date(2021, 6, 30))
            retention.closed_case(stockholm, date(2023, 7, 1))
            retention.closed_case(oslo, date(2023, 6, 30))
        half_past = datetime(2026, 6, 30, 21, 30, tzinfo=UTC)
        with time_machine.travel(half_past, tick=False):
            days = [local_today(each) for each in (helsinki, stockholm, oslo)]
            goes = [due.preview(each, local_today(each)).due for each in (helsinki, stockholm, oslo)]
        assert days == [date(2026, 7, 1), date(2026, 6, 30), date(2026, 6, 30)]
        assert goes == [2, 0, 0], "the case file and its profile in Helsinki, nothing elsewhere"
        with time_machine.travel(half_past + timedelta(hours=1), tick=False):
            assert due.preview(stockholm, local_today(stockholm)).due == 2


def test_what_was_erased_on_its_day_is_never_overdue() -> None:
    with accounts.command():
        retention.recorded(retention.ruled([Period(RuleKind.AT_MOST, 36)]), retention.months_ago(36))
    assert overdue.count() == 0
