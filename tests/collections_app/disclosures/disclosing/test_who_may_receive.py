"""Passing data on: only to whom it may go, where it may go."""

from datetime import timedelta

import pytest

from audit.models import Event
from collections_app.models import Case, Debtor, Recipient, RecipientKind, SafeguardKind
from collections_app.services.disclosing import recipients
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from tests.collections_app.disclosures.disclosing.asked import NOW, disclose, refused, wanted
from tests.factories import acting, collection
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


class TestWhoMayReceive:
    @pytest.mark.requirement("AMILI-28", breaks="a client getting data of another client's case")
    def test_a_creditor_gets_its_own_cases_only(self, amili: Controller, case: Case) -> None:
        other = making.client(collection.creditor(amili))
        assert refused(case, wanted(other)) == "other_creditor"
        assert refused(case, wanted(making.recipient(amili, RecipientKind.CREDITOR))) == "other_creditor"

    def test_nobody_of_another_controller(self, case: Case) -> None:
        other = making.recipient(collection.controller("OPR"))
        assert refused(case, wanted(other)) == "other_controller"

    def test_nobody_who_was_ended(self, case: Case, creditor: Recipient) -> None:
        recipients.end(recipient=creditor, on=TODAY)
        creditor.refresh_from_db()
        assert refused(case, wanted(creditor)) == "recipient_ended"

    @pytest.mark.requirement("OPR-38", breaks="data going to a processor without an agreement on that day")
    @pytest.mark.requirement("INTRUM-103", breaks="data going to a storage supplier without an agreement")
    def test_a_processor_needs_an_agreement_on_the_day(self, amili: Controller, case: Case) -> None:
        to = making.recipient(amili, RecipientKind.IT_SUPPLIER, notice_key="it_suppliers")
        what = wanted(to, ("case.status",), purpose="service")
        assert refused(case, what) == "no_agreement"
        making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT, begins=TODAY, until=TODAY + timedelta(days=1))
        assert refused(case, what, NOW - timedelta(days=1)) == "no_agreement"
        assert refused(case, what, NOW + timedelta(days=2)) == "no_agreement"
        assert disclose(case, what, NOW + timedelta(days=1))

    @pytest.mark.requirement("AMILI-25", breaks="data going to a supplier abroad without a mechanism on that day")
    def test_abroad_a_mechanism_has_to_hold_on_the_day(self, amili: Controller, case: Case) -> None:
        to = making.recipient(amili, RecipientKind.IT_SUPPLIER, country="US", notice_key="it_suppliers")
        making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
        what = wanted(to, ("case.status",), purpose="service")
        assert refused(case, what) == "no_safeguard"
        event = Event.objects.get(name="collections.disclosure.refused")
        assert (event.recipient, event.reason, event.reference) == (to.reference, "no_safeguard", case.reference)
        yesterday = TODAY - timedelta(days=1)
        making.safeguard(to, SafeguardKind.STANDARD_CLAUSES, until=yesterday)
        assert refused(case, what) == "no_safeguard"
        making.safeguard(to, SafeguardKind.ADEQUACY, begins=TODAY)
        assert disclose(case, what)

    @pytest.mark.requirement("INTRUM-102", breaks="data leaving the Economic Area unprotected")
    @pytest.mark.requirement("INTRUM-104", breaks="data going to a supplier before its clauses or after they ended")
    def test_intrums_supplier_abroad(self, db: None) -> None:
        with acting.hanna():
            intrum = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            to = making.recipient(intrum, RecipientKind.IT_SUPPLIER, country="US", notice_key="storage_suppliers")
            making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
            making.safeguard(to, SafeguardKind.STANDARD_CLAUSES, begins=TODAY + timedelta(days=1))
            what = wanted(to, ("case.status",), purpose="service")
            assert refused(case, what) == "no_safeguard"
            assert disclose(case, what, NOW + timedelta(days=1))

    @pytest.mark.requirement("INTRUM-104", breaks="data going to a supplier after the decision was withdrawn")
    def test_intrums_supplier_in_a_country_whose_decision_is_withdrawn(self, db: None) -> None:
        with acting.hanna():
            intrum = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            to = making.recipient(intrum, RecipientKind.IT_SUPPLIER, country="US", notice_key="storage_suppliers")
            making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
            making.safeguard(to, SafeguardKind.ADEQUACY, begins=TODAY - timedelta(days=9), until=TODAY)
            what = wanted(to, ("case.status",), purpose="service")
            assert refused(case, what, NOW + timedelta(days=1)) == "no_safeguard"
            assert disclose(case, what)

    @pytest.mark.requirement("INTRUM-101", breaks="a case going to an agent without clauses")
    def test_an_agent_abroad_needs_clauses(self, db: None) -> None:
        with acting.hanna():
            intrum = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            agent = making.recipient(intrum, RecipientKind.AGENT, country="TR", notice_key="foreign_agents")
            what = wanted(agent, ("debtor.name",), purpose="collection_abroad")
            assert refused(case, what) == "no_safeguard"
            making.safeguard(agent, SafeguardKind.STANDARD_CLAUSES)
            assert disclose(case, what)

    @pytest.mark.requirement("OPR-41", breaks="a recipient outside the Union getting data of this controller")
    @pytest.mark.parametrize("country", ["NO", "US", "GB"])
    def test_nobody_outside_the_union_where_the_notice_says_so(self, db: None, country: str) -> None:
        with acting.hanna():
            opr = collection.controller("OPR")
            case = collection.case_file(opr, [collection.debtor(opr)])
            to = making.recipient(opr, RecipientKind.AUTHORITY, country=country, notice_key="authorities")
            making.safeguard(to, SafeguardKind.ADEQUACY)
            what = wanted(to, ("case.status",), purpose="authority_order", provision="Act 1", asked_as="X-1")
            assert refused(case, what) == "outside_the_union"

    def test_nobody_beyond_the_area_where_no_notice_is_known(self, db: None) -> None:
        with acting.hanna():
            other = collection.controller("NOBODY")
            case = collection.case_file(other, [collection.debtor(other)])
            to = making.recipient(other, country="US")
            making.safeguard(to, SafeguardKind.ADEQUACY)
            assert refused(case, wanted(to, ("case.status",))) == "no_route"
            assert disclose(case, wanted(making.recipient(other, country="NO"), ("case.status",)))

    @pytest.mark.parametrize("kind", [BlockKind.RESTRICTION, BlockKind.OBJECTION])
    @pytest.mark.requirement("INTRUM-88", breaks="reporting a default while the processing is restricted")
    def test_nothing_goes_while_the_case_is_blocked(self, amili: Controller, case: Case, kind: BlockKind) -> None:
        bureau = making.recipient(amili, RecipientKind.CREDIT_BUREAU, name="Provupplysningen AB")
        making.safeguard(bureau, SafeguardKind.BUREAU_LICENCE)
        what = wanted(bureau, ("debtor.name", "claim.amount_minor"), purpose="credit_reporting", noticed_on=NOW.date())
        blocks.place(kind=kind, reason_code="accuracy_contested", envelopes=[case.envelope_id])
        with acting.hanna():
            assert refused(case, what) == "blocked"

    def test_nothing_goes_while_one_debtor_is_blocked(self, case: Case, ida: Debtor, creditor: Recipient) -> None:
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=ida.subject)
        with acting.hanna():
            assert refused(case, wanted(creditor)) == "blocked"
