"""Requests by the open form and by post from people who are not known yet: receipt, linking, asking, closing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import DataSubjectRequest, RequestStatus, Restriction, UnlinkedClosing, UnlinkedRequest
from privacy.policies.sign_in import limits
from privacy.record_classes import UNLINKED_REQUEST
from privacy.services import unlinked
from retention.services import nightly
from tests.factories import accounts, acting, collection, retention
from tests.privacy.letters import text_of
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address

pytestmark = pytest.mark.django_db
FORM = "/portal/request/"
BREAKS = "turn away whoever has not signed in, give no number, or forget the day on which the form came"


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def amili(db: None) -> Controller:
    with acting.hanna():
        made = retention.controller("AMILI")
        contacts(made)
    return made


@pytest.fixture
def anna(amili: Controller) -> Debtor:
    with acting.hanna():
        debtor = debtor_with_address(amili)
        collection.case_file(amili, [debtor])
    return debtor


@pytest.fixture
def petra() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


def typed(**changed: str) -> dict[str, str]:
    values = {
        "controller": "AMILI",
        "right": "erasure",
        "name": "Anna Andersson",
        "address": "Testvägen 2\n222 22 Lund",
    }
    return {**values, "asked": "Ta bort allt.", **changed}


def send(client: Client | None = None, **changed: str) -> Any:
    return (client or Client()).post(FORM, typed(**changed), follow=True)


def said(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def entry() -> UnlinkedRequest:
    return UnlinkedRequest.objects.select_related("envelope", "controller").get()


class TestTheForm:
    @pytest.mark.requirement("AMILI-36", breaks=BREAKS)
    @pytest.mark.parametrize("state", ["open", "closed", "unknown"])
    def test_gives_everybody_a_number_and_a_receipt(self, state: str, amili: Controller, petra: Client) -> None:
        if state != "unknown":
            with acting.hanna():
                case = collection.case_file(amili, [debtor_with_address(amili)])
                if state == "closed":
                    retention.close(case, retention.months_ago(2))
        page = said(send())
        assert entry().reference in page
        assert "We have received your request" in page
        assert entry().channel == "form"
        assert entry().received_on == timezone.localdate(timezone=ZoneInfo("Europe/Stockholm"))
        assert entry().reference in said(petra.get("/dpo/requests/"))

    @pytest.mark.requirement("AMILI-36", breaks="let what comes by post start without a number, a receipt or its day")
    def test_so_does_what_came_by_post(self, amili: Controller, petra: Client) -> None:
        came = datetime.now(UTC).date() - timedelta(days=3)
        values = typed(channel="letter", received_on=came.isoformat(), language="sv", case_number="")
        page = said(petra.post("/dpo/requests/unlinked/new/", values, follow=True))
        assert entry().reference in page
        assert entry().received_on == came
        letter = petra.get(f"/dpo/requests/unlinked/{entry().reference}/letters/receipt/")
        assert entry().reference in text_of(letter.content)

    def test_speaks_swedish(self, amili: Controller) -> None:
        page = said(Client(headers={"accept-language": "sv"}).get(FORM))
        assert "Begär utan att logga in" in page

    def test_answers_alike_whether_somebody_is_known_or_not(self, anna: Debtor) -> None:
        """No query depends on what was typed: nothing is looked up."""

        def asked(**changed: str) -> tuple[str, list[str]]:
            with CaptureQueriesContext(connection) as queries:
                answer = Client().post(FORM, typed(**changed))
            return str(answer.status_code), [each["sql"].split(" ", 1)[0] for each in queries]

        known = asked(name="Anna Andersson")
        assert known == asked(name="Nemo Nobody")
        assert not Event.objects.filter(name="personal_data.envelopes.opened", actor_kind="anonymous").exists()

    @pytest.mark.parametrize("missing", ["controller", "right", "name", "address"])
    def test_says_what_is_missing_and_takes_nothing_in(self, missing: str, amili: Controller) -> None:
        with acting.hanna():
            retention.controller("INTRUM")
        answer = Client().post(FORM, typed(**{missing: ""}))
        assert answer.status_code == 422
        assert "Your request is not sent yet" in said(answer)
        assert not UnlinkedRequest.objects.exists()

    def test_seals_what_was_written(self, amili: Controller) -> None:
        send()
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(r)::text FROM privacy_unlinkedrequest r")
            row = cursor.fetchone()[0]
        assert "Anna" not in row
        assert b"Anna".hex() not in row

    def test_stops_a_program_that_fills_it(self, amili: Controller) -> None:
        for _each in range(limits.FORMS_OF_NETWORK.failures):
            assert send().status_code == 200
        answer = send()
        assert (answer.status_code, "Try again in" in said(answer)) == (429, True)
        assert "Provgatan 1" in said(answer)
        assert UnlinkedRequest.objects.count() == limits.FORMS_OF_NETWORK.failures
        assert Event.objects.filter(name=events.UNLINKED_LIMITED.name).exists()

    def test_refuses_nobody_for_what_others_sent(
        self, amili: Controller, petra: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody with very many addresses uses up nothing: whoever comes after gets number, receipt and clock."""
        few = limits.Limit(limits.FORMS_OF_ALL.kind, 2, timedelta(days=1))
        monkeypatch.setattr(limits, "CROWD_LIMITS", (limits.FORMS_OF_NEIGHBOURS, few))
        for network in range(4):
            page = said(send(Client(REMOTE_ADDR=f"192.0.{network}.1")))
            assert "We have received your request" in page
        first, second, third, last = UnlinkedRequest.objects.order_by("reference")
        assert [each.in_crowd for each in (first, second, third, last)] == [False, False, True, True]
        assert last.legal_deadline_on == first.legal_deadline_on
        queue = said(petra.get("/dpo/requests/"))
        assert (first.reference in queue, last.reference in queue) == (True, False)
        assert "2 more wait" in queue
        everything = said(petra.get("/dpo/requests/unlinked/"))
        assert all(each.reference in everything for each in (first, second, third, last))
        assert everything.count("· came in a crowd") == 2
        assert petra.get(f"/dpo/requests/unlinked/{last.reference}/").status_code == 200

    def test_sets_apart_what_one_neighbourhood_sends(self, amili: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
        few = limits.Limit(limits.FORMS_OF_NEIGHBOURS.kind, 2, timedelta(days=1))
        monkeypatch.setattr(limits, "CROWD_LIMITS", (few, limits.FORMS_OF_ALL))
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.3.1"):
            send(Client(REMOTE_ADDR=address))
        found = UnlinkedRequest.objects.order_by("reference").values_list("in_crowd", flat=True)
        assert list(found) == [False, False, True, False]

    @pytest.mark.parametrize("token", ["", "made-up", "WyJSLTIwMjYtMDAwMDAxIl0:x:y"])
    def test_shows_no_receipt_that_it_did_not_give(self, token: str, amili: Controller) -> None:
        assert Client().get(f"{FORM}received/", {"receipt": token}).status_code == 404


class TestLinking:
    def link(self, petra: Client, anna: Debtor) -> DataSubjectRequest:
        petra.post(f"/dpo/requests/unlinked/{entry().reference}/link/{anna.reference}/")
        return DataSubjectRequest.objects.get()

    def test_finds_who_may_have_written_it(self, anna: Debtor, petra: Client) -> None:
        send()
        page = said(petra.get(f"/dpo/requests/unlinked/{entry().reference}/"))
        assert anna.reference in page
        assert "It is this person" in page

    @pytest.mark.requirement("INTRUM-05", breaks="candidates without a year of birth, or with the whole date")
    def test_shows_the_year_of_their_birth_and_no_more(self, amili: Controller, petra: Client) -> None:
        with acting.hanna():
            collection.case_file(amili, [collection.debtor(amili, birth_date=date(1984, 5, 17))])
        send()
        page = said(petra.get(f"/dpo/requests/unlinked/{entry().reference}/"))
        assert "born 1984" in page
        assert "17 May" not in page

    def test_looks_with_another_word_when_asked(self, anna: Debtor, petra: Client) -> None:
        send(name="A. Gift")
        address = f"/dpo/requests/unlinked/{entry().reference}/"
        assert anna.reference not in said(petra.get(address))
        assert anna.reference in said(petra.post(address, {"text": "Andersson"}))

    @pytest.mark.requirement("AMILI-36", breaks="begin the month on the day of linking, or under another number")
    def test_goes_on_under_its_number_from_its_day(self, anna: Debtor, petra: Client) -> None:
        with time_machine.travel(NOW - timedelta(days=6)):
            send()
        given = entry()
        made = self.link(petra, anna)
        assert (made.reference, made.received_on) == (given.reference, given.received_on)
        assert (made.subject, made.channel, made.status) == (anna.subject, "form", RequestStatus.RECEIVED)
        assert made.legal_deadline_on == given.legal_deadline_on
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            envelopes.open([made])
            assert "Ta bort allt." in made.asked.reveal()

    def test_leaves_no_second_copy_behind(self, anna: Debtor, petra: Client) -> None:
        send()
        self.link(petra, anna)
        assert not UnlinkedRequest.objects.exists()
        assert not Envelope.objects.filter(record_class=UNLINKED_REQUEST.name).exists()

    def test_restricts_at_once_what_is_objected_to(self, anna: Debtor, petra: Client) -> None:
        send(right="objection")
        self.link(petra, anna)
        assert Restriction.objects.exists()

    def test_counts_the_question_that_was_asked_at_once(self, anna: Debtor, petra: Client) -> None:
        with time_machine.travel(NOW - timedelta(days=8)):
            send()
            given = entry()
            with acting.hanna(Purpose.SUBJECT_REQUEST):
                unlinked.ask(entry=given, doubts="Two people have this name.", by=PETRA, at=NOW - timedelta(days=8))
        made = self.link(petra, anna)
        pause = made.pauses.get()
        assert (pause.asked_on, pause.answered_on) == (given.received_on, made.received_on + timedelta(days=8))
        assert made.calendar_deadline_on > given.received_on + timedelta(days=31)

    def test_does_not_reach_across_controllers(self, anna: Debtor, petra: Client) -> None:
        with acting.hanna():
            other = collection.debtor(retention.controller("INTRUM"))
        send()
        answer = petra.post(f"/dpo/requests/unlinked/{entry().reference}/link/{other.reference}/")
        assert answer.status_code == 404
        assert UnlinkedRequest.objects.exists()


class TestWithoutAPerson:
    def step(self, petra: Client, step: str, **values: str) -> str:
        return said(petra.post(f"/dpo/requests/unlinked/{entry().reference}/{step}/", values, follow=True))

    def letter(self, petra: Client, kind: str) -> str:
        return text_of(petra.get(f"/dpo/requests/unlinked/{entry().reference}/letters/{kind}/").content)

    def test_is_asked_by_letter_who_it_is(self, amili: Controller, petra: Client) -> None:
        send()
        assert "Asked who it is" in self.step(petra, "ask", doubts="Nobody of that name is known.")
        assert "Help us to find you" in self.letter(petra, "who_asks")
        assert "Testvägen 2" in self.letter(petra, "who_asks")

    def test_is_answered_that_nothing_is_held(self, amili: Controller, petra: Client) -> None:
        send(right="access")
        self.step(petra, "close", because="nothing_held")
        text = self.letter(petra, "nothing_held")
        assert "found nothing about you" in text
        assert "imy@imy.se" in text

    def test_is_not_turned_away_unasked(self, amili: Controller, petra: Client) -> None:
        send()
        self.step(petra, "close", because="not_identified")
        assert entry().is_open
        with acting.hanna(Purpose.SUBJECT_REQUEST), pytest.raises(unlinked.NotNow):
            unlinked.close(entry=entry(), because=UnlinkedClosing.NOT_IDENTIFIED, by=PETRA, at=NOW)

    def test_goes_by_its_rule(self, amili: Controller, petra: Client) -> None:
        send()
        due = entry().envelope.due_on
        assert due is not None
        assert due == date(entry().received_on.year + 1, entry().received_on.month, entry().received_on.day)
        Envelope.objects.filter(pk=entry().envelope_id).update(trigger_on=date(2020, 1, 1))
        with acting.nightly() as here:
            nightly.run_routine(by=here.actor, at=datetime.now(UTC))
        assert not UnlinkedRequest.objects.exists()

    def test_opens_for_no_collection(self, amili: Controller) -> None:
        send()
        with acting.hanna(Purpose.COLLECTION), pytest.raises(envelopes.Refused):
            envelopes.open([entry()])

    def test_is_seen_only_by_who_works_for_the_controller(self, amili: Controller) -> None:
        send()
        elsewhere = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Eve Elsewhere", works_for=[]))
        assert elsewhere.get(f"/dpo/requests/unlinked/{entry().reference}/").status_code == 404
        assert entry().reference not in said(elsewhere.get("/dpo/requests/"))
