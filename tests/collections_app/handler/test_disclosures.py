"""Passing data on from the case page: whom it may go to, what leaves, and what the case page says afterwards."""

from datetime import date

import pytest
from django.test import Client

from accounts.roles import Role
from collections_app.models import Case, Disclosure, Recipient, RecipientKind, SafeguardKind
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from tests.factories import accounts, collection
from tests.factories import recipients as making

pytestmark = pytest.mark.django_db
REPORT = {
    "fields_wanted": ["debtor.name", "claim.amount_minor", "claim.due_on", "case.status"],
    "purpose": "status_report",
    "ground": "6(1)(f)",
    "channel": "file",
}


@pytest.fixture
def creditor(case: Case) -> Recipient:
    with accounts.command():
        return making.client(case.creditor)


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]  # a response


class TestChoosing:
    def test_says_to_whom_nothing_may_go_and_why(
        self, as_hanna: Client, amili: Controller, creditor: Recipient, address: str
    ) -> None:
        with accounts.command():
            abroad = making.recipient(
                amili, RecipientKind.IT_SUPPLIER, name="Cloud Inc.", country="US", notice_key="it_suppliers"
            )
            making.safeguard(abroad, SafeguardKind.PROCESSOR_AGREEMENT)
            making.safeguard(abroad, SafeguardKind.STANDARD_CLAUSES, until=date(2026, 1, 31))
        shown = page(as_hanna.get(f"{address}disclosures/"))
        assert f"{address}disclosures/{creditor.reference}/" in shown
        assert f"{address}disclosures/{abroad.reference}/" not in shown
        assert "no transfer mechanism is in force for it today" in shown

    def test_says_what_to_do_when_nobody_is_known(self, as_hanna: Client, address: str) -> None:
        assert "A privacy officer enters recipients" in page(as_hanna.get(f"{address}disclosures/"))

    def test_names_a_person_and_records_that(self, as_hanna: Client, amili: Controller, address: str) -> None:
        with accounts.command():
            making.recipient(amili, RecipientKind.ADVISER, name="Advokat Alm", is_person=True)
        assert "Advokat Alm" in page(as_hanna.get(f"{address}disclosures/"))

    def test_shows_nobody_of_another_controller(self, as_hanna: Client, address: str) -> None:
        with accounts.command():
            other = making.recipient(collection.controller("OPR"))
        assert as_hanna.get(f"{address}disclosures/{other.reference}/").status_code == 404
        assert as_hanna.get(f"{address}disclosures/RCP-99999/").status_code == 404


class TestDisclosing:
    def test_shows_what_leaves_before_it_leaves(
        self, as_hanna: Client, creditor: Recipient, address: str, case: Case
    ) -> None:
        to = f"{address}disclosures/{creditor.reference}/"
        shown = page(as_hanna.post(to, {**REPORT, "step": "preview"}))
        assert "This leaves, word for word" in shown
        assert "Ida Johansson" in shown
        assert "1,299.00" in shown
        assert not Disclosure.objects.exists()
        gone = page(as_hanna.post(to, {**REPORT, "step": "disclose"}, follow=True))
        assert "The data are passed on" in gone
        assert "Disclosed to" in gone
        assert "Hyllan Möbler AB" in gone
        assert "Report to the creditor" in gone
        assert Disclosure.objects.get().case_reference == case.reference

    def test_offers_what_such_a_recipient_may_need(self, as_hanna: Client, creditor: Recipient, address: str) -> None:
        shown = page(as_hanna.get(f"{address}disclosures/{creditor.reference}/"))
        assert 'value="claim.number"' in shown
        assert 'value="debtor.phone"' not in shown
        assert "Legal provision" not in shown

    def test_asks_an_authority_for_the_provision(self, as_hanna: Client, amili: Controller, address: str) -> None:
        with accounts.command():
            court = making.recipient(amili, RecipientKind.COURT, name="Provdomstolen")
        shown = page(as_hanna.post(f"{address}disclosures/{court.reference}/", {**REPORT, "step": "disclose"}))
        assert "Name the act and section" in shown
        assert not Disclosure.objects.exists()

    @pytest.mark.parametrize("step", ["preview", "disclose"])
    def test_explains_a_refusal(
        self, as_hanna: Client, creditor: Recipient, address: str, case: Case, step: str
    ) -> None:
        with accounts.command():
            blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[case.envelope_id])
        shown = page(as_hanna.post(f"{address}disclosures/{creditor.reference}/", {**REPORT, "step": step}))
        assert "restricted or blocked" in shown
        assert "Ida" not in shown

    def test_an_empty_form_says_what_is_missing(self, as_hanna: Client, creditor: Recipient, address: str) -> None:
        shown = page(as_hanna.post(f"{address}disclosures/{creditor.reference}/", {}))
        for said in ("Choose the data that leave.", "Choose the legal ground.", "Choose how the data leave."):
            assert said in shown

    @pytest.mark.parametrize("role", [Role.DPO, Role.AUDITOR, Role.RECORDS_OFFICER, Role.PRIVACY_OFFICER])
    def test_is_for_those_who_work_cases(self, role: Role, creditor: Recipient, address: str) -> None:
        other = accounts.client_of(accounts.member(role))
        assert other.get(f"{address}disclosures/").status_code == 403
        assert other.post(f"{address}disclosures/{creditor.reference}/", REPORT).status_code == 403
