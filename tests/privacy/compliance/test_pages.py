"""The pages of the monitor: who may see what, and what is recorded."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import events as account_events
from accounts.roles import Role
from collections_app.models import Case
from personal_data.models import Controller
from privacy import events
from privacy.services.compliance import measuring
from tests.factories import accounts, collection, retention

URL = "/dpo/compliance/"
CASES = f"{URL}AMILI/kept.case_file/"


@pytest.fixture
def dora(amili: Controller) -> Client:
    return accounts.client_of(accounts.member(Role.DPO))


@pytest.fixture
def late(amili: Controller, case: Case) -> Case:
    """A case past its 36 months, measured."""
    retention.close(case, retention.months_ago(36, days=1))
    measuring.measure_of(amili, at=timezone.now())
    return case


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


class TestOverview:
    def test_says_that_nothing_was_measured_yet_and_measures_on_demand(
        self, dora: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "Not measured yet" in page(dora, URL)
        assert dora.post(f"{URL}check/").status_code == 302
        shown = page(dora, URL)
        assert "Every promise was measured just now." in shown
        assert "Requests answered in time" in shown

    def test_puts_the_broken_first_with_its_rows_and_names_nobody(self, dora: Client, late: Case) -> None:
        shown = page(dora, URL)
        assert shown.index("Case file") < shown.index("Requests answered in time")
        assert "AMILI-33, AMILI-34, AMILI-35" in shown
        assert "Andersson" not in shown
        assert late.reference not in shown

    def test_shows_no_controller_for_whom_the_reader_does_not_work(self, amili: Controller, late: Case) -> None:
        elsewhere = accounts.client_of(accounts.member(Role.DPO, works_for=[]))
        assert "Case file" not in page(elsewhere, URL)
        assert elsewhere.get(CASES).status_code == 404

    @pytest.mark.parametrize("role", [Role.HANDLER, Role.BOOKKEEPER])
    def test_is_closed_to_others(self, amili: Controller, role: Role) -> None:
        assert accounts.client_of(accounts.member(role)).get(URL).status_code == 403


class TestOnePromise:
    def test_shows_figure_threshold_words_rows_and_course(self, dora: Client, late: Case) -> None:
        shown = page(dora, CASES)
        assert "1 of 1" in shown
        assert "<dt>Must be</dt><dd>0</dd>" in shown
        assert "36 months after it was closed" in shown
        assert 'class="broken"' in shown
        assert "style=" not in shown

    def test_of_the_house(self, dora: Client) -> None:
        dora.post(f"{URL}check/")
        assert "Guards, rights and functions stand as the migrations made them" in page(dora, f"{URL}HOUSE/guards/")

    @pytest.mark.parametrize(
        "address", ["AMILI/kept.nothing/", "AMILI/guards/", "HOUSE/kept.case_file/", "NOBODY/guards/"]
    )
    def test_that_nobody_made_is_not_found(self, dora: Client, address: str) -> None:
        assert dora.get(f"{URL}{address}").status_code == 404


class TestTheList:
    def test_names_the_case_and_is_recorded(self, dora: Client, late: Case) -> None:
        shown = page(dora, f"{CASES}list/")
        assert late.reference in shown
        assert "Andersson" not in shown
        (event,) = accounts.recorded(events.COMPLIANCE_LIST_READ)
        assert (event.reason, event.count, event.purpose) == ("kept.case_file", 1, "supervision")

    def test_is_refused_to_whom_it_is_not_for_and_that_is_recorded(self, amili: Controller, late: Case) -> None:
        axel = accounts.client_of(accounts.member(Role.AUDITOR))
        address = f"{URL}AMILI/requests_in_time/"
        assert axel.get(address).status_code == 200
        assert axel.get(f"{address}list/").status_code == 403
        (event,) = accounts.recorded(account_events.PERMISSION_REFUSED)
        assert event.reason == "requests.view"

    def test_asks_the_data_anew(self, dora: Client, late: Case) -> None:
        retention.close(late, timezone.localdate())
        assert "Nothing breaks this promise now" in page(dora, f"{CASES}list/")

    def test_of_records_without_a_number_says_their_last_letters(self, dora: Client, amili: Controller) -> None:
        call = collection.recording(amili, collection.debtor(amili).subject)
        shown = page(dora, f"{URL}AMILI/clocks_run/list/")
        assert f"Record {str(call.envelope_id)[-12:]}" in shown
