"""An offer that is accepted becomes a contract, which is evidence once the relationship has ended."""

from datetime import date

import pytest

from collections_app.models.records import CustomerContract, KeptRecord
from collections_app.services.records import keeping
from personal_data import envelopes, record_classes
from personal_data.purposes import Purpose
from privacy.selectors import packs
from retention.services import rules
from tests.collections_app.records.conftest import House, clock, entered, finished, row
from tests.factories import accounts, acting

pytestmark = pytest.mark.django_db


class TestAnOffer:
    @row("ALMI-108", "ending with the three months of an offer what became a contract")
    def test_that_was_accepted_becomes_a_contract(self, house: House) -> None:
        """Scenario S7."""
        offer = entered(house("ALMI"), "loan-offer", "2025-10-01", expires_on=date(2025, 11, 30))
        contract = finished(offer, "accepted", "2025-11-20")
        assert contract == CustomerContract.objects.get()
        assert clock(contract) == (None, None)
        with accounts.command():
            envelopes.open([contract])
            assert contract.terms.reveal() == "terms of a test"

    def test_cannot_be_accepted_when_it_has_lapsed(self, house: House) -> None:
        offer = entered(house("ALMI"), "loan-offer", "2025-10-01", expires_on=date(2025, 11, 30))
        with pytest.raises(keeping.NotAllowed, match="good until"):
            finished(offer, "accepted", "2025-12-01")
        assert not CustomerContract.objects.exists()


AFTER = {"legal_claim", "subject_request", "self_service", "supervision", "retention", "security"}


class TestAContract:
    @pytest.mark.parametrize("purpose", Purpose)
    @row("ALMI-109", "a contract that serves collection or anything but evidence after the relationship's end")
    def test_is_evidence_and_nothing_else_once_the_relationship_has_ended(self, house: House, purpose: Purpose) -> None:
        contract = entered(house("ALMI"), "contract", "2010-01-05")
        assert self._opens(contract, purpose) is (purpose in AFTER | {"collection"})
        finished(contract, "relationship_ended", "2026-02-27")
        assert self._opens(contract, purpose) is (purpose in AFTER)

    @row("ALMI-109", "a contract that a handler reads as before, or changes, after the relationship's end")
    def test_says_why_and_takes_no_writing_for_collection(self, house: House) -> None:
        almi = house("ALMI")
        finished(entered(almi, "contract", "2010-01-05"), "relationship_ended", "2026-02-27")
        for step in (envelopes.open, envelopes.prepare_to_write):
            with acting.hanna(), pytest.raises(envelopes.Refused) as refused:
                step([CustomerContract.objects.get()])
            assert refused.value.reason == "purpose_locked"
        other = entered(almi, "collateral", "2015-01-05")
        finished(other, "released", "2026-02-27")
        assert self._opens(other, Purpose.COLLECTION), "of other records the end changes nothing"

    @row("ALMI-109", "a rule or a sentence to the person that says evidence only of records that open for more")
    def test_is_what_the_rule_and_the_sentence_of_the_notice_are_about(self) -> None:
        rules_of = {each["code"]: each for each in rules.read(rules.RULES_FOLDER / "almi_se.toml")["rule"]}
        cited = {code for code, rule in rules_of.items() if "ALMI-109" in rule.get("requirement_rows", [])}
        told = {kept.rule for kept in packs.of_reference("ALMI").keeping if "ALMI-109" in kept.rows}
        evidence = {code for code, rule in rules_of.items() if "evidence" in rule["ground"]}
        assert cited == told == evidence
        assert cited
        for code in cited:
            after = record_classes.get(rules_of[code]["record_class"]).purposes_after
            assert after is not None, code
            assert {each.value for each in after} == AFTER

    @staticmethod
    def _opens(record: KeptRecord, purpose: Purpose) -> bool:
        with acting.hanna(purpose):
            try:
                envelopes.open([type(record)._default_manager.get(pk=record.pk)])
            except envelopes.Refused:
                return False
        return True
