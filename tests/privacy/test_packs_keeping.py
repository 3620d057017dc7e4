"""How long, as packs say it: by the rules that the product follows."""

from typing import Any

import pytest

from privacy.policies.packs.promises import Keeping
from privacy.selectors import packs
from retention.services import rules


def _kept(controller: str, key: str) -> Keeping:
    return next(each for each in packs.of_reference(controller).keeping if each.key == key)


def _rule(controller: str, key: str) -> dict[str, Any]:
    """The rule to which an item points."""
    pack, kept = packs.of_reference(controller), _kept(controller, key)
    content = rules.read(rules.RULES_FOLDER / pack.rule_file)
    return next(rule for rule in content["rule"] if rule["code"] == kept.rule)


@pytest.mark.parametrize(
    ("controller", "key", "kind", "months"),
    [
        ("INTRUM", "legal_assignment", "for", 120),
        ("INTRUM", "damage", "for", 36),
        ("INTRUM", "money_laundering", "at_least", 60),
        ("INTRUM", "hardship", "event", 0),
        ("ALMI", "money_laundering", "at_least", 60),
        ("ALMI", "loan_offer", "at_most", 3),
        ("ALMI", "chat", "for", 12),
        ("ALMI", "contact_form", "for", 12),
        ("ALMI", "collateral", "at_most", 84),
        ("ALMI", "recruitment", "event", 0),
        ("OPR", "potential_customer", "for", 24),
        ("AXACTOR", "valuation", "event", 0),
        ("AXACTOR", "applicants", "event", 0),
    ],
)
def test_an_item_points_to_the_rule_that_keeps_it(controller: str, key: str, kind: str, months: int) -> None:
    rule = _rule(controller, key)
    assert (rule["kind"], rule["period_months"]) == (kind, months)


@pytest.mark.parametrize("controller", ["AMILI", "INTRUM", "ALMI", "AXACTOR", "OPR"])
def test_a_row_of_a_rule_stands_on_the_item_that_points_to_it(controller: str) -> None:
    """What the person is told about a period and what the machine does carry the same rows of the notice."""
    pack = packs.of_reference(controller)
    content = rules.read(rules.RULES_FOLDER / pack.rule_file)
    told = {row for item in pack.keeping for row in item.rows} | {
        row for item in pack.statements if item.topic == "keeping" for row in item.rows
    }
    assert {row for rule in content["rule"] for row in rule.get("requirement_rows", [])} <= told
