"""What a handler may do on a case: note, close, reopen. The same ladder for each."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from collections_app import events
from collections_app.models import Case, CaseStatus, CaseStatusChange, Note
from collections_app.services import cases
from tests.factories import accounts

pytestmark = pytest.mark.django_db

CLASSIFIED = {"kind": "payment", "level": "normal"}


@pytest.fixture
def closed(case, hanna) -> Case:
    with accounts.command():
        return cases.close(case=case, reason="paid", closed_on=date(2026, 5, 1), by=hanna.pk, at=timezone.now())


class TestAddNote:
    def test_writes_it_in_the_file(self, as_hanna, hanna, case, address):
        response = as_hanna.post(address + "notes/", {"text": "Promises to pay on Friday.", **CLASSIFIED}, follow=True)
        assert response.redirect_chain == [(address, 302)]
        assert "Promises to pay on Friday." in response.content.decode()
        assert "The note is in the file." in response.content.decode()
        assert Note.objects.filter(case=case, by=hanna.pk).count() == 1

    def test_records_the_event_without_the_text(self, as_hanna, case, address):
        as_hanna.post(address + "notes/", {"text": "Promises to pay on Friday.", **CLASSIFIED})
        (event,) = accounts.recorded(events.NOTE_WRITTEN)
        assert event.reference == case.reference
        assert "Friday" not in str(vars(event))

    @pytest.mark.parametrize("text", ["", "   "])
    def test_says_that_a_note_says_something(self, as_hanna, address, text):
        response = as_hanna.post(address + "notes/", {"text": text, **CLASSIFIED})
        assert "Write what you want to note." in response.content.decode()
        assert "Nothing was saved" in response.content.decode()


class TestClose:
    def test_says_what_will_happen_before_it_does(self, as_hanna, case, address):
        page = as_hanna.get(address + "close/").content.decode()
        assert "This will happen" in page
        assert "You can reopen the case" in page
        assert Case.objects.get(pk=case.pk).status == CaseStatus.OPEN

    def test_closes_from_the_day_given(self, as_hanna, hanna, case, address):
        response = as_hanna.post(address + "close/", {"reason": "paid", "closed_on": "2026-05-01"})
        assert response["Location"] == address
        case.refresh_from_db()
        assert (case.status, case.closed_on) == (CaseStatus.CLOSED, date(2026, 5, 1))
        assert CaseStatusChange.objects.get(case=case).by == hanna.pk

    def test_records_the_event_with_its_reason(self, as_hanna, case, address):
        as_hanna.post(address + "close/", {"reason": "paid", "closed_on": "2026-05-01"})
        (event,) = accounts.recorded(events.CASE_CLOSED)
        assert (event.reference, event.reason) == (case.reference, "paid")

    def test_mends_what_is_wrong_with_the_date(self, as_hanna, case, address):
        later = (timezone.now() + timedelta(days=3)).date().isoformat()
        for closed_on, said in (
            (later, "lies in the future"),
            ("1999-01-01", "before the case"),
            ("x", "Enter a date"),
        ):
            page = as_hanna.post(address + "close/", {"reason": "paid", "closed_on": closed_on}).content.decode()
            assert said in page
        assert Case.objects.get(pk=case.pk).status == CaseStatus.OPEN

    def test_asks_for_a_known_reason(self, as_hanna, address):
        page = as_hanna.post(address + "close/", {"reason": "", "closed_on": "2026-05-01"}).content.decode()
        assert "Choose why the case is closed." in page

    def test_says_that_a_closed_case_cannot_be_closed(self, as_hanna, closed, address):
        page = as_hanna.post(address + "close/", {"reason": "paid", "closed_on": "2026-05-01"}).content.decode()
        assert "not in a state" in page

    def test_leads_back_from_the_page_of_a_step_that_is_done(self, as_hanna, closed, address):
        answer = as_hanna.get(address + "close/", follow=True)
        assert answer.redirect_chain == [(address, 302)]
        assert "is closed already" in answer.content.decode()


class TestReopen:
    def test_leads_back_from_the_page_of_a_step_that_is_done(self, as_hanna, case, address):
        answer = as_hanna.get(address + "reopen/", follow=True)
        assert answer.redirect_chain == [(address, 302)]
        assert "is open already" in answer.content.decode()

    def test_reopens(self, as_hanna, closed, address):
        assert "This will happen" in as_hanna.get(address + "reopen/").content.decode()
        assert as_hanna.post(address + "reopen/", {"reason": "payment_reversed"})["Location"] == address
        closed.refresh_from_db()
        assert (closed.status, closed.closed_on) == (CaseStatus.OPEN, None)

    def test_records_the_event_with_its_reason(self, as_hanna, closed, address):
        as_hanna.post(address + "reopen/", {"reason": "payment_reversed"})
        (event,) = accounts.recorded(events.CASE_REOPENED)
        assert (event.reference, event.reason) == (closed.reference, "payment_reversed")

    def test_asks_for_a_reason(self, as_hanna, closed, address):
        assert "Choose why the case is reopened." in as_hanna.post(address + "reopen/", {}).content.decode()

    def test_says_that_an_open_case_cannot_be_reopened(self, as_hanna, case, address):
        page = as_hanna.post(address + "reopen/", {"reason": "payment_reversed"}).content.decode()
        assert "not in a state" in page


@pytest.mark.parametrize("step", ["notes/", "close/", "reopen/"])
class TestEveryStep:
    def test_asks_for_sign_in(self, client, address, step):
        assert client.post(address + step)["Location"].startswith("/account/login/")

    def test_refuses_who_has_no_business_here(self, as_dora, address, step):
        assert as_dora.post(address + step).status_code == 403

    def test_is_not_found_for_an_unknown_case(self, as_hanna, step):
        assert as_hanna.post(f"/handler/cases/K-1999-000001/{step}", {"text": "x"}).status_code == 404

    def test_changes_nothing_on_get(self, as_hanna, case, address, step):
        assert as_hanna.get(address + step).status_code == {"notes/": 405, "close/": 200, "reopen/": 302}[step]
        assert Case.objects.get(pk=case.pk).status == CaseStatus.OPEN
