"""Intake decisions: what waits, and deciding it."""

import pytest

from collections_app import events
from collections_app.models import Claim, IntakeItem, IntakeItemStatus
from personal_data.events import ENVELOPE_OPENED
from personal_data.models import BlockKind
from personal_data.services import blocks
from tests.collections_app.conftest import ANNA, rows_of
from tests.factories import accounts

pytestmark = pytest.mark.django_db
URL = "/handler/intake-decisions/"


@pytest.fixture
def conflict(importing, desk) -> IntakeItem:
    """The same invoice number came twice, with another amount the second time."""
    desk.take(rows_of(ANNA))
    desk.take(rows_of(ANNA.replace("1 234,50", "999,00")))
    return IntakeItem.objects.get()


class TestListPage:
    def test_shows_what_waits(self, as_sven, conflict):
        page = as_sven.get(URL).content.decode()
        for text in (conflict.reference, "Anna Andersson", "SEK\xa0999.00", "same number, other content"):
            assert text in page

    def test_opens_it_in_one_recorded_reading(self, as_sven, conflict):
        before = len(accounts.recorded(ENVELOPE_OPENED))
        as_sven.get(URL)
        assert [event.purpose for event in accounts.recorded(ENVELOPE_OPENED)[before:]] == ["intake"]

    def test_filters_by_kind(self, as_sven, conflict):
        assert conflict.reference not in as_sven.get(URL, {"kind": "parked_erased"}).content.decode()

    def test_says_when_nothing_waits(self, as_sven):
        assert "Nothing waits for a decision" in as_sven.get(URL).content.decode()

    def test_rejects_post(self, as_sven):
        assert as_sven.post(URL).status_code == 405

    def test_asks_for_sign_in(self, client):
        assert client.get(URL)["Location"].startswith("/account/login/")

    def test_is_for_supervisors(self, as_hanna, as_dora):
        assert as_hanna.get(URL).status_code == 403
        assert as_dora.get(URL).status_code == 403


class TestItemPage:
    @pytest.fixture
    def address(self, conflict) -> str:
        return f"{URL}{conflict.reference}/"

    def test_shows_both_contents_and_marks_what_is_other(self, as_sven, address):
        response = as_sven.get(address)
        page = response.content.decode()
        assert "SEK\xa01,234.50" in page
        assert "SEK\xa0999.00" in page
        assert [str(each.label) for each in response.context["differences"] if each.is_other] == ["Amount"]

    def test_replaces(self, as_sven, conflict, address):
        assert as_sven.post(address, {"decision": "replaced"})["Location"] == URL
        conflict.refresh_from_db()
        assert (conflict.status, conflict.decision) == (IntakeItemStatus.DECIDED, "replaced")
        assert Claim.objects.get().amount_minor == 99_900

    def test_replaces_nothing_while_the_case_is_restricted(self, as_sven, importing, conflict, address):
        where = [Claim.objects.get().envelope_id]
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", envelopes=where)
        shown = as_sven.get(address)
        assert (shown.status_code, "This cannot be decided while" in shown.content.decode()) == (403, True)
        assert as_sven.post(address, {"decision": "replaced"}).status_code == 403
        conflict.refresh_from_db()
        assert conflict.status == IntakeItemStatus.OPEN
        assert Claim.objects.get().amount_minor == 123_450

    def test_dismisses_and_records_it(self, as_sven, conflict, address):
        as_sven.post(address, {"decision": "dismissed"})
        (event,) = accounts.recorded(events.INTAKE_ITEM_DECIDED)
        assert event.actor_kind == "staff"
        assert Claim.objects.get().amount_minor == 123_450

    @pytest.mark.parametrize("decision", ["", "booked", "nonsense"])
    def test_offers_only_what_fits(self, as_sven, conflict, address, decision):
        assert as_sven.post(address, {"decision": decision}).status_code == 200
        conflict.refresh_from_db()
        assert conflict.status == IntakeItemStatus.OPEN

    def test_is_decided_once(self, as_sven, address):
        as_sven.post(address, {"decision": "dismissed"})
        page = as_sven.post(address, {"decision": "replaced"}).content.decode()
        assert "already been decided" in page
        assert "Decide so" not in page

    def test_is_not_found_under_another_number(self, as_sven, conflict):
        assert as_sven.get(f"{URL}II-999999/").status_code == 404

    def test_asks_for_sign_in(self, client, address):
        assert client.get(address)["Location"].startswith("/account/login/")

    def test_is_for_supervisors(self, as_hanna, address):
        assert as_hanna.post(address, {"decision": "dismissed"}).status_code == 403
