"""How long, as packs say it: periods of records that the product has not yet, and rules that it follows already."""

from datetime import date

import pytest

from privacy.policies.packs.promises import Keeping
from privacy.selectors import packs
from retention.policies.due_dates import Period, RuleKind, due_on, period_end
from retention.services import rules


def _kept(controller: str, key: str) -> Keeping:
    return next(each for each in packs.of_reference(controller).keeping if each.key == key)


def _period(kept: Keeping) -> Period:
    assert kept.kind is not None
    return Period(kept.kind, kept.period_months, kept.anchor)


@pytest.mark.parametrize(
    ("controller", "key", "trigger", "end", "due"),
    [
        pytest.param("ALMI", "loan_offer", "2025-11-30", "2026-02-28", "2026-02-28", id="X24"),
        pytest.param("ALMI", "chat", "2024-02-29", "2025-02-28", "2025-03-01", id="X25"),
        pytest.param("ALMI", "contact_form", "2025-01-31", "2026-01-31", "2026-02-01", id="X26"),
        pytest.param("ALMI", "money_laundering", "2020-02-29", "2025-02-28", "2025-03-01", id="X27"),
        pytest.param("ALMI", "collateral", "2019-02-28", "2026-02-28", "2026-02-28", id="X29"),
        pytest.param("OPR", "potential_customer", "2024-02-29", "2026-02-28", "2026-03-01", id="X31"),
        pytest.param("AXACTOR", "valuation", "2025-04-02", "2025-04-02", "2025-04-02", id="S6"),
        pytest.param("AXACTOR", "applicants", "2025-04-02", "2025-04-02", "2025-04-02", id="R19"),
        pytest.param("INTRUM", "hardship", "2025-04-02", "2025-04-02", "2025-04-02", id="R08"),
    ],
)
def test_worked_example(controller: str, key: str, trigger: str, end: str, due: str) -> None:
    period, began = _period(_kept(controller, key)), date.fromisoformat(trigger)
    assert period_end(period, began) == date.fromisoformat(end)
    assert due_on(period, began) == date.fromisoformat(due)


def test_a_minimum_is_no_maximum() -> None:
    assert _kept("ALMI", "money_laundering").kind is RuleKind.AT_LEAST


@pytest.mark.parametrize("controller", ["AMILI", "INTRUM", "ALMI", "AXACTOR", "OPR"])
def test_a_row_of_a_rule_stands_on_the_item_that_points_to_it(controller: str) -> None:
    """What the person is told about a period and what the machine does carry the same rows of the notice."""
    pack = packs.of_reference(controller)
    content = rules.read(rules.RULES_FOLDER / pack.rule_file)
    told = {row for item in pack.keeping for row in item.rows} | {
        row for item in pack.statements if item.topic == "keeping" for row in item.rows
    }
    assert {row for rule in content["rule"] for row in rule.get("requirement_rows", [])} <= told
