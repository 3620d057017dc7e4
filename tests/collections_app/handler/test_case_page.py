"""The case page: everything about one case, opened as one reading."""

from datetime import date

import pytest

from audit.models import Line
from collections_app.services import cases, notes
from personal_data import events
from personal_data.models import BlockKind
from personal_data.services import blocks
from tests.collections_app.handler.conftest import IDA, NUMBER
from tests.factories import accounts, collection
from tests.factories.collection import LONG_AGO

pytestmark = pytest.mark.django_db


class TestCasePage:
    def test_shows_debtor_claim_balance_and_note(self, as_hanna, address):
        page = as_hanna.get(address).content.decode()
        for text in (IDA, NUMBER, "Provgatan 73", "Sweden", "F-2020-118", "SEK\xa01,299.00", "lovar betala"):
            assert text in page

    def test_records_one_reading_of_case_and_profile(self, as_hanna, address, case, ida):
        as_hanna.get(address)
        (event,) = accounts.recorded(events.ENVELOPE_OPENED)
        opened = set(Line.objects.filter(event_id=event.pk).values_list("envelope_id", flat=True))
        assert opened == {case.envelope_id, ida.envelope_id}

    def test_names_who_wrote_a_note(self, as_hanna, hanna, case, address):
        with accounts.command():
            notes.add(case=case, text="Called back.", kind="work", level="normal", by=hanna.pk, at=LONG_AGO)
        assert "Hanna Handler" in as_hanna.get(address).content.decode().partition("What happened")[2]

    def test_says_that_it_stays_while_it_is_open(self, as_hanna, address):
        assert "retention period starts on the day" in as_hanna.get(address).content.decode()

    def test_says_when_a_closed_case_goes_or_that_it_is_not_known(self, as_hanna, hanna, case, address):
        with accounts.command():
            cases.close(
                case=case,
                reason="paid",
                closed_on=date(2026, 5, 1),
                by=hanna.pk,
                at=LONG_AGO.replace(year=2026, month=6),
            )
        page = as_hanna.get(address).content.decode()
        assert "Reopen the case" in page
        assert "Why it is still here" in page

    def test_shows_a_hold_once(self, as_hanna, case, ida, address):
        with accounts.command():
            blocks.place(kind=BlockKind.HOLD, envelopes=[case.envelope_id, ida.envelope_id], reason_code="dispute")
        assert as_hanna.get(address).content.decode().count("Legal hold: nothing of this is erased") == 1

    def test_stays_sealed_while_the_person_is_restricted(self, as_hanna, ida, address):
        with accounts.command():
            blocks.place(kind=BlockKind.RESTRICTION, subject=ida.subject, reason_code="accuracy")
        response = as_hanna.get(address)
        page = response.content.decode()
        assert response.status_code == 403
        assert "The case stays sealed" in page
        assert "GDPR art. 18" in page
        assert IDA not in page
        assert accounts.recorded(events.OPENING_REFUSED)

    def test_warns_of_a_debtor_without_a_number(self, as_hanna, amili):
        with accounts.command():
            case = collection.case_file(amili, [collection.debtor(amili, "Omar Provsson")])
        assert "No identity number is known" in as_hanna.get(f"/handler/cases/{case.reference}/").content.decode()

    def test_escapes_what_a_creditor_wrote(self, as_hanna, amili):
        with accounts.command():
            case = collection.case_file(amili, [collection.debtor(amili, "<script>alert(1)</script>")])
        page = as_hanna.get(f"/handler/cases/{case.reference}/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page

    def test_holds_nothing_that_the_content_security_policy_forbids(self, as_hanna, address):
        response = as_hanna.get(address)
        page = response.content.decode()
        assert "unsafe-inline" not in response["Content-Security-Policy"]
        assert " style=" not in page
        assert "<script>" not in page
        assert "onclick" not in page

    def test_is_not_found_under_another_number(self, as_hanna, case):
        assert as_hanna.get("/handler/cases/K-1999-000001/").status_code == 404

    def test_rejects_post(self, as_hanna, address):
        assert as_hanna.post(address).status_code == 405

    def test_asks_for_sign_in(self, client, address):
        assert client.get(address)["Location"] == f"/account/login/?next={address}"

    def test_refuses_who_has_no_business_here(self, as_dora, address):
        response = as_dora.get(address)
        assert response.status_code == 403
        assert IDA not in response.content.decode()
