"""One form, list and page for every kind, at the desk that keeps it."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from collections_app import events
from collections_app.models import Case
from collections_app.models.records import Applicant, Chat, EnquiryFile, Hardship
from collections_app.record_kinds import KINDS, Desk
from collections_app.services.records import clocks, ending
from personal_data.models import Controller, EnvelopeSubject
from retention import events as retention_events
from retention.models import OwnTerm
from tests.collections_app.records.conftest import clock, entered, finished, names_approved
from tests.factories import accounts, collection

pytestmark = pytest.mark.django_db
House = Callable[[str], Controller]
AT_DESK = {Desk.CASES: ("records", Role.HANDLER), Desk.RECRUITING: ("applicants", Role.RECRUITER),
           Desk.ENQUIRIES: ("enquiries", Role.REPORTING_OFFICER)}  # fmt: skip


VALID = {"email": "kari@politiet.test", "phone": "+47 400 00 000"}


def says(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def at(role: Role) -> Client:
    return accounts.client_of(accounts.member(role))


@pytest.fixture
def case(house: House) -> Case:
    intrum = house("INTRUM")
    with accounts.command():
        return collection.case_file(intrum, [collection.debtor(intrum), collection.debtor(intrum, "Bo Berg")])


@pytest.mark.parametrize(("reference", "name"), [
    ("ALMI", "chat"), ("ALMI", "contact-form"), ("ALMI", "loan-offer"), ("ALMI", "contract"), ("ALMI", "collateral"),
    ("OPR", "potential-customer"), ("AXACTOR", "valuation-row"),
    ("AXACTOR", "applicant"), ("AXACTOR", "authority-contact"), ("INTRUM", "enquiry"),
])  # fmt: skip
def test_every_kind_is_entered_read_and_ended_at_its_desk(house: House, reference: str, name: str) -> None:
    kind, controller = KINDS[name], house(reference)
    address, role = AT_DESK[kind.desk]
    client = at(role)
    if name == "valuation-row":
        names_approved(controller, "One")
    page = f"/handler/{address}/new/{reference}/{name}/"
    assert page in says(client.get(f"/handler/{address}/"))
    assert client.post(page, {"began_on": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    texts = {each: VALID.get(each, f"What the {each} says") for each in kind.texts}
    asked = {"gathering": "One"} if kind.gathering else {}
    asked |= {"expires_on": "2026-03-05"} if kind.expires else {}
    shown = says(client.post(page, {"began_on": "2026-01-05", **texts, **asked}, follow=True))
    record = kind.model._default_manager.get()
    assert record.controller == controller
    assert [text for text in texts.values() if text not in shown] == []
    assert record.reference in says(client.get(f"/handler/{address}/?kind={name}"))
    if kind.ends:
        end = f"/handler/{address}/{record.reference}/end/"
        assert end in shown
        because = ending.together(kind)[0].value  # who was hired is handed over, which is an answer of another kind
        assert "later than today" in says(client.post(end, {"because": because, "on": "2999-01-01"}))
        assert "It is noted" in says(client.post(end, {"because": because, "on": "2026-02-05"}, follow=True))
    else:
        assert "It has ended" not in shown


def test_every_kind_but_those_on_cases_is_tried_above() -> None:
    assert {kind.name for kind in KINDS.values() if not kind.by_itself} == {
        "hardship", "bureau-extract", "grade", "third-party", "valuation-set",
    }  # fmt: skip


class TestOnACase:
    def test_is_of_one_of_its_debtors(self, case: Case) -> None:
        hanna = at(Role.HANDLER)
        page = f"/handler/records/cases/{case.reference}/"
        assert page in says(hanna.get(f"/handler/cases/{case.reference}/"))
        assert f"{page}new/hardship/" in says(hanna.get(page))
        assert "new/chat" not in says(hanna.get(page))  # Intrum has no rule for chats
        bo = case.case_debtors.select_related("debtor").order_by("role")[1].debtor
        assert "Choose of whom" in says(hanna.post(f"{page}new/hardship/", {"began_on": "2026-01-05"}))
        hanna.post(f"{page}new/hardship/", {"began_on": "2026-01-05", "person": bo.reference})
        record = Hardship.objects.get()
        assert record.case_reference == case.reference
        assert [each.subject_id for each in EnvelopeSubject.objects.filter(envelope_id=record.envelope_id)] == [
            bo.subject_id
        ]
        assert record.reference in says(hanna.get(page))

    def test_is_no_place_for_applicants(self, case: Case) -> None:
        page = f"/handler/records/cases/{case.reference}/new/applicant/"
        assert at(Role.HANDLER).get(page).status_code == HTTPStatus.NOT_FOUND


class TestDesks:
    def test_show_nothing_of_each_other(self, house: House) -> None:
        almi = house("ALMI")
        chat, enquiry = entered(almi, "chat", "2026-01-05"), entered(almi, "enquiry", "2026-01-05")
        applicant = entered(almi, "applicant", "2026-01-05", gathering="Clerk")
        for address, role in AT_DESK.values():
            client, shown = at(role), says(at(role).get(f"/handler/{address}/"))
            seen = [each.reference for each in (chat, enquiry, applicant) if each.reference in shown]
            assert len(seen) == 1, address
            for each in (chat, enquiry, applicant):
                status = client.get(f"/handler/{address}/{each.reference}/").status_code
                assert status == (HTTPStatus.OK if each.reference in seen else HTTPStatus.NOT_FOUND)

    def test_end_a_whole_position(self, house: House) -> None:
        axactor = house("AXACTOR")
        for _ in range(2):
            entered(axactor, "applicant", "2026-01-05", gathering="Clerk")
        client, page = at(Role.RECRUITER), "/handler/applicants/end/AXACTOR/applicant/"
        assert page in says(client.get("/handler/applicants/"))
        assert client.post(page, {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        sent = {"gathering": "Clerk", "because": "position_filled", "on": "2026-02-05"}
        assert "2 records have ended." in says(client.post(page, sent, follow=True))
        assert not Applicant.objects.filter(ended_on=None).exists()
        assert [each.reason for each in accounts.recorded(events.RECORD_ENDED)] == ["position_filled"] * 2

    def test_page_by_number(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("collections_app.selectors.records.PAGE", 1)
        almi = house("ALMI")
        first, second = (
            entered(almi, "chat", "2026-01-05"),
            entered(almi, "loan-offer", "2026-01-05", expires_on=date(2026, 2, 1)),
        )
        hanna = at(Role.HANDLER)
        shown = says(hanna.get("/handler/records/"))
        assert (second.reference in shown, f">{first.reference}<" in shown) == (True, False)
        assert first.reference in says(hanna.get(f"/handler/records/?before={second.reference}"))

    def test_open_nothing_in_their_lists(self, house: House) -> None:
        entered(house("ALMI"), "chat", "2026-01-05")
        client, before = at(Role.HANDLER), len(accounts.recorded("personal_data.envelope.opened"))
        client.get("/handler/records/")
        assert len(accounts.recorded("personal_data.envelope.opened")) == before
        assert "words of a test" not in says(client.get("/handler/records/"))


def test_what_is_entered_leaves_its_event(house: House) -> None:
    record = entered(house("ALMI"), "chat", "2026-01-05")
    (event,) = accounts.recorded(events.RECORD_ENTERED)
    assert (event.reference, event.reason) == (record.reference, "chat")
    assert (Chat.objects.count(), EnquiryFile.objects.count()) == (1, 0)


def test_a_source_that_knows_the_rules_is_there_once() -> None:
    with pytest.raises(Exception, match="one source"):
        clocks.register(object())  # type: ignore[arg-type]


@pytest.mark.requirement("ALMI-110", breaks="using a chat to improve the service without a word of it in the trail")
def test_a_chat_that_is_read_to_improve_the_service_leaves_its_event(house: House) -> None:
    almi, hanna = house("ALMI"), at(Role.HANDLER)
    chat = entered(almi, "chat", "2026-01-05")
    offer = entered(almi, "loan-offer", "2026-01-05", expires_on=date(2026, 2, 1))
    for record in (chat, offer):
        hanna.post(f"/handler/records/{record.reference}/improve/")
    used = accounts.recorded(events.CHAT_USED)
    assert [(each.reference, each.reason) for each in used] == [(chat.reference, "improvement")]


class TestAnEnquirysOwnEnd:
    def test_is_cited_agreed_to_by_a_second_officer_and_told_to_nobody_else(self, house: House) -> None:
        record = entered(house("INTRUM"), "enquiry", "2020-01-05")
        finished(record, "transaction_done", "2020-02-05")
        page = f"/handler/enquiries/{record.reference}/"
        rita, rune = at(Role.REPORTING_OFFICER), at(Role.REPORTING_OFFICER)
        assert f"{page}until/" in says(rita.get(page))
        sent = {"day": "2199-01-31", "demanded_by": "money_laundering", "citation": ""}
        assert "Name the law" in says(rita.post(f"{page}until/", sent))
        assert "still to come" in says(rita.post(f"{page}until/", sent | {"day": "2020-01-31", "citation": "Act 1"}))
        before = clock(record)
        assert "second reporting officer" in says(rita.post(f"{page}until/", sent | {"citation": "Act 1"}, follow=True))
        assert clock(record) == before, "one person alone prolongs nothing"
        (term,) = OwnTerm.objects.filter(envelope_id=record.envelope_id)
        assert "A second person approves" in says(rita.post(f"{page}until/{term.id}/approve/", follow=True))
        assert "is kept to the end" in says(rune.post(f"{page}until/{term.id}/approve/", follow=True))
        assert clock(record) == (date(2020, 2, 5), date(2199, 2, 1))
        told = {event.reason for event in accounts.recorded(retention_events.TERM_APPROVED)}
        assert told == {"until.other_law"}, "the trail names no enquiry"
        for role in (Role.HANDLER, Role.DPO, Role.PRIVACY_OFFICER):
            assert at(role).post(f"{page}until/", sent).status_code == HTTPStatus.FORBIDDEN
        assert "no longer counts" in says(rune.post(f"{page}until/{term.id}/withdraw/", follow=True))
        assert clock(record) == before
        assert rune.post(f"{page}until/{term.id}/approve/").status_code == HTTPStatus.NOT_FOUND
