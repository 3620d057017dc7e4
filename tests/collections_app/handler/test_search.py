"""Search: by name, number, phone and case number, never in an address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Line
from collections_app.selectors import findings
from personal_data import events, search
from tests.collections_app.handler.conftest import IDA, NUMBER
from tests.factories import accounts, collection

pytestmark = pytest.mark.django_db
URL = "/handler/search/"


def names(response) -> list[str]:
    return [found.debtor.reference for found in response.context["found"]]


class TestSearch:
    @pytest.mark.parametrize(
        "text",
        ["Ida", "johan", "JOHANSSON ida", "19801016-2389", NUMBER, "801016-2389", "070-174 06 05", "F-2020-118"],
    )
    def test_finds(self, as_hanna, case, ida, text):
        assert names(as_hanna.post(URL, {"text": text})) == [ida.reference]

    def test_finds_by_our_own_number_of_the_debtor(self, as_hanna, ida):
        assert names(as_hanna.post(URL, {"text": ida.reference.lower()})) == [ida.reference]

    @pytest.mark.parametrize("number", ["7", "A1", "12"])
    def test_finds_by_an_invoice_number_however_short(self, as_hanna, amili, ida, number):
        with accounts.command():
            search.index(collection.claim(collection.case_file(amili, [ida]), number))
        assert names(as_hanna.post(URL, {"text": number})) == [ida.reference]

    def test_leads_straight_to_a_case(self, as_hanna, case, address):
        assert as_hanna.post(URL, {"text": f" {case.reference.lower()} "})["Location"] == address

    def test_opens_and_records_those_shown_and_nobody_else(self, as_hanna, amili, case, ida):
        with accounts.command():
            collection.debtor(amili, "Omar Provsson")
        as_hanna.post(URL, {"text": "Ida"})
        (event,) = accounts.recorded(events.ENVELOPE_OPENED)
        assert [line.envelope_id for line in Line.objects.filter(event_id=event.pk)] == [ida.envelope_id]

    def test_asks_the_database_as_often_for_many_as_for_one(self, as_hanna, amili, case, ida):
        as_hanna.get(URL)
        with CaptureQueriesContext(connection) as one:
            assert len(names(as_hanna.post(URL, {"text": "Johansson"}))) == 1
        with accounts.command():
            others = [collection.debtor(amili, f"Bo{number} Johansson") for number in range(4)]
            search.index(*others)
            collection.case_file(amili, others)
        with CaptureQueriesContext(connection) as many:
            assert len(names(as_hanna.post(URL, {"text": "Johansson"}))) == 5
        assert len(many) == len(one)

    def test_keeps_the_text_out_of_the_address_and_the_event(self, as_hanna, case):
        response = as_hanna.post(URL, {"text": NUMBER})
        assert NUMBER not in response.wsgi_request.get_full_path()
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize("text", ["", "   ", "Id", "--"])
    def test_says_what_is_missing(self, as_hanna, text):
        response = as_hanna.post(URL, {"text": text})
        assert response.context["form"].errors
        assert response.context["found"] is None

    def test_says_how_to_ask_when_nobody_answers(self, as_hanna, case):
        assert "Nobody answers to that" in as_hanna.post(URL, {"text": "Zebedee"}).content.decode()

    def test_ignores_what_an_address_asks_for(self, as_hanna, case):
        assert as_hanna.get(URL, {"text": IDA}).context["found"] is None

    def test_asks_for_sign_in(self, client):
        assert client.post(URL, {"text": NUMBER})["Location"] == "/account/login/?next=/"

    def test_refuses_who_has_no_business_here(self, as_dora):
        assert as_dora.post(URL, {"text": "Ida"}).status_code == 403


class TestKindsOf:
    @pytest.mark.parametrize(
        ("text", "kinds"),
        [
            ("anna@example.org", ["email"]),
            ("0701740605", ["identity_number", "phone", "reference"]),
            ("Anna", ["name"]),
            ("F-118", ["name", "reference"]),
        ],
    )
    def test_guesses(self, text, kinds):
        assert findings.kinds_of(text) == kinds


class TestCaseReference:
    @pytest.mark.parametrize("text", ["K-2026-000123", "k2026000123", " K-2026-000123 "])
    def test_knows_it_however_written(self, text):
        assert findings.case_reference(text) == "K-2026-000123"

    @pytest.mark.parametrize("text", ["K-26-123", "2026-000123", "Karin"])
    def test_knows_what_is_none(self, text):
        assert findings.case_reference(text) == ""
