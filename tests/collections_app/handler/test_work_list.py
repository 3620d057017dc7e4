"""The work list: fifty cases, their debtors opened in one go."""

from datetime import date, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from audit.models import Line
from collections_app.models import Case, CaseStatus
from collections_app.selectors import work_list
from personal_data import events
from personal_data.models import BlockKind
from personal_data.services import blocks
from tests.collections_app.handler.conftest import IDA
from tests.factories import accounts, collection

pytestmark = pytest.mark.django_db
URL = "/handler/"


@pytest.fixture
def many(amili) -> list[Case]:
    """Fifty-two cases, each with a debtor of its own, opened on as many days."""
    with accounts.command():
        cases = [collection.case_file(amili, [collection.debtor(amili, f"Person{n} Prov")]) for n in range(52)]
    for number, each in enumerate(cases):
        each.opened_on = date(2026, 1, 1) + timedelta(days=number)
        with accounts.command():
            each.save(update_fields=["opened_on"])
    return cases


class TestWorkList:
    def test_shows_open_cases_with_their_debtors(self, as_hanna, case):
        page = as_hanna.get(URL).content.decode()
        assert case.reference in page
        assert IDA in page
        assert "SEK\xa01,299.00" in page

    def test_records_one_event_that_names_every_debtor_shown(self, as_hanna, many):
        as_hanna.get(URL)
        (event,) = accounts.recorded(events.ENVELOPE_OPENED)
        assert event.count == work_list.PAGE_SIZE
        assert event.purpose == "collection"
        assert Line.objects.filter(event_id=event.pk, outcome="opened").count() == work_list.PAGE_SIZE

    def test_asks_the_database_as_often_for_fifty_as_for_one(self, as_hanna, case, many):
        as_hanna.get(URL)  # the process has read what it keeps
        with CaptureQueriesContext(connections["default"]) as fifty:
            as_hanna.get(URL, {"creditor": many[0].creditor.reference})
        with CaptureQueriesContext(connections["default"]) as one:
            as_hanna.get(URL, {"creditor": case.creditor.reference})
        assert len(fifty) == len(one)
        assert sum("personal_data_open(" in query["sql"] for query in fifty.captured_queries) == 1

    def test_pages_by_cursor_without_losing_or_repeating_a_case(self, as_hanna, many):
        first = as_hanna.get(URL)
        second = as_hanna.get(URL + first.context["table"].next_url)
        shown = [row.case.reference for page in (first, second) for row in page.context["table"].rows]
        assert shown == [case.reference for case in reversed(many)]
        assert second.context["table"].next_url == ""

    def test_sorts_upwards(self, as_hanna, many):
        rows = as_hanna.get(URL, {"sort": "opened_on"}).context["table"].rows
        assert [row.case.reference for row in rows[:2]] == [case.reference for case in many[:2]]

    @pytest.mark.parametrize("after", ["nonsense", "2026-13-01_x", "_"])
    def test_begins_at_the_start_when_the_cursor_is_nonsense(self, as_hanna, case, after):
        assert len(as_hanna.get(URL, {"after": after, "sort": "password"}).context["table"].rows) == 1

    def test_shows_closed_cases_apart(self, as_hanna, case):
        assert case.reference not in as_hanna.get(URL, {"status": CaseStatus.CLOSED}).content.decode()

    def test_leaves_a_restricted_debtor_sealed_and_records_the_refusal(self, as_hanna, case, ida):
        with accounts.command():
            blocks.place(kind=BlockKind.RESTRICTION, subject=ida.subject, reason_code="accuracy")
        page = as_hanna.get(URL).content.decode()
        assert IDA not in page
        assert "•••" in page
        assert Line.objects.filter(outcome="refused").exists()

    def test_says_what_to_do_when_there_is_nothing(self, as_hanna, db):
        assert "No case is open" in as_hanna.get(URL).content.decode()

    def test_rejects_post(self, as_hanna):
        assert as_hanna.post(URL).status_code == 405

    def test_asks_for_sign_in(self, client):
        assert client.get(URL)["Location"].startswith("/account/login/")

    def test_refuses_who_has_no_business_here(self, as_dora):
        response = as_dora.get(URL)
        assert response.status_code == 403
        assert "Case handler" in response.content.decode()
