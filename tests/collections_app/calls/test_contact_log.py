"""The contact log on the case page: what was said to whom, and the attempts that nobody answered."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from collections_app import events
from collections_app.models import Call, Case, Debtor
from collections_app.services.calls import contact_log
from personal_data import catalogue, envelopes
from personal_data.declaration import Category
from personal_data.models import BlockKind
from personal_data.services import blocks
from tests.collections_app.calls.conftest import AT, BEGAN, BY, IDA, spoke
from tests.factories import accounts, collection

SPOKE = {
    "direction": "outbound",
    "outcome": "spoke",
    "started_at": "2026-11-20T11:30",
    "length": "4:30",
    "number": "+46701740605",
    "text": "Promises to pay on Friday.",
}


def form(case: Case, **changes: str) -> dict[str, str]:
    return {**SPOKE, "spoken_to": case.case_debtors.get().debtor.reference, **changes}


class TestALine:
    def test_stands_in_the_log_with_who_was_spoken_to(
        self, as_hanna: Client, hanna: User, case: Case, ida: Debtor, address: str
    ) -> None:
        response = as_hanna.post(address + "calls/", form(case), follow=True)
        assert response.redirect_chain == [(address, 302)]
        page = response.content.decode()
        assert "The call is in the contact log." in page
        assert "We called: spoke with the debtor, 4:30" in page
        assert "Promises to pay on Friday." in page
        line = Call.objects.get()
        assert (line.envelope_id, line.debtor_id, line.seconds, line.by) == (case.envelope_id, ida.pk, 270, hanna.pk)
        assert line.started_at == BEGAN  # half past eleven in Helsinki

    def test_is_sealed(self, as_hanna: Client, case: Case, address: str) -> None:
        as_hanna.post(address + "calls/", form(case))
        line = Call.objects.get()
        assert (str(line.number), str(line.text)) == ("•••", "•••")
        with accounts.command():
            envelopes.open([line])
            assert (line.number.reveal(), line.text.reveal()) == (SPOKE["number"], SPOKE["text"])

    def test_leaves_its_event_without_what_was_said(self, as_hanna: Client, case: Case, address: str) -> None:
        as_hanna.post(address + "calls/", form(case))
        (event,) = accounts.recorded(events.CALL_LOGGED)
        assert (event.reference, event.reason) == (case.reference, "spoke")
        assert not {"Friday", "0605"} & set(str(vars(event)).split())

    @pytest.mark.parametrize("outcome", ["no_answer", "busy", "voicemail", "wrong_number"])
    def test_is_written_although_nobody_answered(
        self, as_hanna: Client, case: Case, address: str, outcome: str
    ) -> None:
        sent = form(case, outcome=outcome, spoken_to="nobody", length="", text="")
        assert as_hanna.post(address + "calls/", sent).status_code == 302
        line = Call.objects.get()
        assert (line.outcome, line.spoken_to, line.seconds, line.text) == (outcome, "nobody", 0, None)

    def test_of_somebody_who_is_not_in_the_case(self, as_hanna: Client, case: Case, address: str) -> None:
        page = as_hanna.post(address + "calls/", form(case, spoken_to="third_person"), follow=True).content.decode()
        assert "We called: spoke with somebody else, 4:30" in page

    def test_says_which_of_two_debtors(self, as_hanna: Client, intrum: Any, ida: Debtor) -> None:
        with accounts.command():
            olle = collection.debtor(intrum, "Olle Olsson")
            shared = collection.case_file(intrum, [ida, olle])
        address = f"/handler/cases/{shared.reference}/"
        page = as_hanna.get(address).content.decode()
        assert "Ida Johansson (Debtor)" in page
        assert "Olle Olsson (Joint debtor)" in page
        as_hanna.post(address + "calls/", {**SPOKE, "spoken_to": olle.reference})
        line = Call.objects.get()
        assert (line.spoken_to, line.debtor_id) == ("joint_debtor", olle.pk)


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"outcome": ""}, "Choose what came of the call."),
            ({"spoken_to": "nobody"}, "Somebody answered. Choose who it was"),
            ({"outcome": "busy", "length": ""}, "Nobody was reached. Choose nobody"),
            ({"number": ""}, "Enter the number that was called."),
            ({"started_at": "2150-01-01T10:00"}, "begins in the future"),
            ({"started_at": "soon"}, "Enter a day and an hour that exist."),
            ({"length": "4:75"}, "Enter minutes and seconds"),
            ({"length": "long"}, "Enter minutes and seconds"),
            ({"spoken_to": "D-999999"}, "Select a valid choice"),
        ],
    )
    def test_is_mended_on_the_page(
        self, as_hanna: Client, case: Case, address: str, changes: dict[str, str], said: str
    ) -> None:
        page = as_hanna.post(address + "calls/", form(case, **changes)).content.decode()
        assert said in page
        assert "Nothing was saved" in page
        assert IDA in page
        assert not Call.objects.exists()

    def test_a_call_is_over_when_it_is_logged(self, case: Case) -> None:
        with pytest.raises(contact_log.NotSo) as refusal:
            spoke(case, seconds=6000)
        assert refusal.value.code == "not_over"

    def test_a_party_of_another_case_was_not_spoken_to(self, case: Case, intrum: Any) -> None:
        with accounts.command():
            stranger = collection.debtor(intrum, "Stina Strand")
        with pytest.raises(contact_log.NotSo) as refusal:
            spoke(case, debtor=stranger)
        assert refusal.value.code == "not_a_party"


def test_nothing_is_logged_in_a_restricted_case(as_hanna: Client, case: Case, address: str) -> None:
    with accounts.command():
        blocks.place(kind=BlockKind.RESTRICTION, envelopes=[case.envelope_id], reason_code="accuracy_contested")
    assert as_hanna.post(address + "calls/", form(case)).status_code == 403
    assert not Call.objects.exists()


def test_only_who_works_cases_logs_calls(case: Case, address: str) -> None:
    auditor = accounts.client_of(accounts.member(Role.AUDITOR, name="Axel Auditor"))
    assert auditor.post(address + "calls/", form(case)).status_code == 403


def test_what_is_said_in_a_call_is_kept_with_channel_and_author(
    as_hanna: Client, hanna: User, case: Case, ida: Debtor, address: str
) -> None:
    as_hanna.post(address + "calls/", form(case, direction="inbound"))
    line = Call.objects.get()
    with accounts.command():
        envelopes.open([line])
        assert (line.number.reveal(), line.text.reveal()) == (SPOKE["number"], SPOKE["text"])
    assert (line.direction, line.by, line.envelope_id) == ("inbound", hanna.pk, case.envelope_id)
    declared = {column.name: column.declared.category for column in catalogue.columns() if column.model is Call}
    assert set(declared.values()) == {Category.COMMUNICATION}


def test_a_logged_call_is_never_changed(case: Case) -> None:
    call = spoke(case)
    with accounts.command(), pytest.raises(Exception, match="permission denied"):
        Call.objects.filter(pk=call.pk).update(outcome="busy")
    assert call.by == BY
    assert call.at == AT
