"""Whether data may go abroad: the promise of each notice as a table."""

import pytest

from privacy.policies.packs import facts
from privacy.policies.packs.terms import Safeguard
from privacy.policies.transfers import ECONOMIC_AREA, EUROPEAN_UNION, Decision, judge
from privacy.selectors import packs

CLAUSES, ADEQUACY, RULES = Safeguard.STANDARD_CLAUSES, Safeguard.ADEQUACY, Safeguard.BINDING_RULES


def _opr(breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement("OPR-41", breaks=breaks)


class TestATransfer:
    @pytest.mark.parametrize(
        ("controller", "country", "recipient", "safeguard", "reason"),
        [
            ("AMILI", "SE", "it_suppliers", None, ""),
            ("AMILI", "NO", "it_suppliers", None, ""),
            ("AMILI", "US", "it_suppliers", None, "no_safeguard"),
            ("AMILI", "US", "it_suppliers", CLAUSES, ""),
            ("AMILI", "US", "it_suppliers", Safeguard.CONSENT_TO_TRANSFER, "safeguard_not_promised"),
            ("AMILI", "US", "creditor", CLAUSES, "no_route"),
            ("INTRUM", "EE", "foreign_agents", None, ""),
            ("INTRUM", "TR", "foreign_agents", CLAUSES, ""),
            ("INTRUM", "TR", "foreign_agents", None, "no_safeguard"),
            ("INTRUM", "GB", "foreign_agents", ADEQUACY, "safeguard_not_promised"),
            ("INTRUM", "US", "storage_suppliers", ADEQUACY, ""),
            ("INTRUM", "US", "client", CLAUSES, "no_route"),
            ("ALMI", "US", "suppliers", RULES, ""),
            ("ALMI", "US", "suppliers", Safeguard.CONTRACT_WITH_PERSON, ""),
            ("ALMI", "US", "suppliers", None, "no_safeguard"),
            ("AXACTOR", "US", "server_operator", ADEQUACY, ""),
            ("AXACTOR", "US", "client", ADEQUACY, "no_route"),
            pytest.param("OPR", "FI", "subcontractors", None, "", marks=_opr("blocking inside the Union")),
            pytest.param(
                "OPR", "NO", "subcontractors", None, "outside_the_union", marks=_opr("letting data into Norway")
            ),
            pytest.param(
                "OPR",
                "US",
                "subcontractors",
                CLAUSES,
                "outside_the_union",
                marks=_opr("letting clauses open a way out"),
            ),
            pytest.param(
                "OPR", "GB", "authorities", ADEQUACY, "outside_the_union", marks=_opr("adequacy as a way out")
            ),
        ],
    )
    def test_goes_as_the_notice_says(
        self, controller: str, country: str, recipient: str, safeguard: Safeguard | None, reason: str
    ) -> None:
        decision = judge(packs.of_reference(controller), country=country, recipient=recipient, safeguard=safeguard)
        assert decision == Decision(not reason, reason)

    @pytest.mark.parametrize("controller", ["AMILI", "INTRUM", "ALMI", "AXACTOR"])
    def test_never_leaves_the_economic_area_without_a_safeguard(self, controller: str) -> None:
        pack = packs.of_reference(controller)
        for recipient in facts.recipients(pack):
            assert not judge(pack, country="IN", recipient=recipient.key).allowed

    def test_has_routes_with_safeguards_to_tell_of(self) -> None:
        assert [route.key for route in facts.transfers(packs.of_reference("INTRUM"))] == [
            "international_collection",
            "suppliers",
            "group",
        ]
        assert facts.transfers(packs.of_reference("OPR")) == ()


def test_the_union_and_the_area_are_counted_right() -> None:
    assert len(EUROPEAN_UNION) == 27
    assert {"IS", "LI", "NO"} == ECONOMIC_AREA - EUROPEAN_UNION
