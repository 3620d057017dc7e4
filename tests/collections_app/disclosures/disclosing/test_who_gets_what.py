"""Passing data on: only what each kind of recipient may get."""

import pytest

from collections_app.models import Case, Recipient, RecipientKind, SafeguardKind
from personal_data.models import Controller
from tests.collections_app.disclosures.disclosing.asked import REPORT, disclose, refused, wanted
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db


class TestWhatEachKindGets:
    @pytest.mark.requirement("AXACTOR-74", breaks="a contact detail or a note in the report to the client")
    @pytest.mark.parametrize("field", ["debtor.phone", "debtor.address", "debtor.identity_number", "note.text"])
    def test_a_creditor_gets_the_state_of_the_debt_only(self, case: Case, creditor: Recipient, field: str) -> None:
        assert refused(case, wanted(creditor, (*REPORT, field))) == "more_than_needed"

    @pytest.mark.requirement("INTRUM-92", breaks="a phone number or claim in the data of a letter-delivery company")
    @pytest.mark.parametrize("field", ["debtor.phone", "claim.number", "debtor.identity_number", "case.status"])
    def test_letter_delivery_gets_name_and_address_only(self, amili: Controller, case: Case, field: str) -> None:
        post = making.recipient(amili, RecipientKind.LETTER_DELIVERY, notice_key="letter_delivery")
        making.safeguard(post, SafeguardKind.PROCESSOR_AGREEMENT)
        assert refused(case, wanted(post, ("debtor.name", field))) == "more_than_needed"
        assert disclose(case, wanted(post, ("debtor.name", "debtor.address"), purpose="service"))

    @pytest.mark.requirement("AXACTOR-79", breaks="grounds or dates of the claim in what an employer gets")
    @pytest.mark.parametrize("field", ["claim.ground", "case.opened_on", "debtor.phone"])
    def test_an_employer_gets_what_a_deduction_needs(self, amili: Controller, case: Case, field: str) -> None:
        employer = making.recipient(amili, RecipientKind.EMPLOYER)
        assert refused(case, wanted(employer, ("debtor.name", field))) == "more_than_needed"

    @pytest.mark.requirement("INTRUM-91", breaks="more than name and number in a question to a register")
    def test_a_register_gets_the_least_by_which_somebody_is_found(self, amili: Controller, case: Case) -> None:
        register_office = making.recipient(amili, RecipientKind.REGISTER)
        assert refused(case, wanted(register_office, ("debtor.name", "claim.number"))) == "more_than_needed"
        assert disclose(case, wanted(register_office, ("debtor.identity_number",), purpose="data_check"))

    @pytest.mark.parametrize(
        "kind", [RecipientKind.COURT, RecipientKind.ENFORCEMENT, RecipientKind.AUTHORITY, RecipientKind.SUPERVISOR]
    )
    @pytest.mark.requirement("AMILI-27", breaks="an authority getting data without provision and reference")
    @pytest.mark.requirement("INTRUM-86", breaks="an authority getting data without a legal provision")
    @pytest.mark.requirement("ALMI-64", breaks="an authority getting data without a legal provision")
    def test_an_authority_gets_data_on_a_provision_only(self, amili: Controller, case: Case, kind: str) -> None:
        to = making.recipient(amili, kind, name="Provdomstolen")
        values = {"purpose": "enforcement", "ground": "6(1)(c)"}
        assert refused(case, wanted(to, **values)) == "provision_missing"
        assert refused(case, wanted(to, **values, provision="Utsökningsbalken 2 kap. 1 §")) == "provision_missing"
        assert refused(case, wanted(to, **values, asked_as="U-12-26")) == "provision_missing"
        line = disclose(case, wanted(to, **values, provision="Utsökningsbalken 2 kap. 1 §", asked_as="U-12-26"))
        assert line.provision.reveal() == "Utsökningsbalken 2 kap. 1 §"
        assert line.asked_as.reveal() == "U-12-26"
