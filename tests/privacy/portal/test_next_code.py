"""A code opens the portal once; who is in takes another one along, and who has none asks for a letter."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from audit.models import Line
from collections_app.models import Case, Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import AskedLetter, PortalCode
from privacy.policies.sign_in import codes, limits
from privacy.services.sign_in import asked_letters
from privacy.services.sign_in import codes as portal_codes
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded
from tests.privacy.letters import next_code

TAKE, ASK, LIST = "/portal/next-code/", "/portal/letter/", "/handler/sign-in-letters/"
IN_ENGLISH = {"accept-language": "en"}


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestTheNextCode:
    def test_opens_the_portal_without_a_letter_and_once(self, as_anna: Client, typed: dict[str, str]) -> None:
        code = next_code(as_anna)
        as_anna.post("/portal/sign-out/")
        assert as_anna.post("/portal/", {**typed, "code": code})["Location"] == "/portal/overview/"
        as_anna.post("/portal/sign-out/")
        for used in (code, typed["code"]):
            assert as_anna.post("/portal/", {**typed, "code": used}).status_code == 422

    def test_still_works_when_the_longest_answer_has_come(self, as_anna: Client, typed: dict[str, str]) -> None:
        """One month, two more, and the weeks in which a copy lies ready (GDPR art. 12(3))."""
        code = next_code(as_anna)
        with time_machine.travel(timezone.now() + timedelta(days=119), tick=False):
            assert as_anna.post("/portal/", {**typed, "code": code}).status_code == 302
        with time_machine.travel(timezone.now() + timedelta(days=122), tick=False):
            assert as_anna.post("/portal/", {**typed, "code": code}).status_code == 422

    def test_is_shown_once_and_kept_nowhere(self, as_anna: Client) -> None:
        code = next_code(as_anna)
        for address in (TAKE, "/portal/overview/", "/portal/held/"):
            assert code not in said(as_anna.get(address))
        plain = code.replace("-", "")
        with connection.cursor() as cursor:
            for table in ("privacy_portalcode", "privacy_historicalportalcode", "audit_event", "django_session"):
                cursor.execute(f"SELECT coalesce(string_agg(t::text, '|'), '') FROM {table} t")
                stored = cursor.fetchone()[0]
                assert not [each for each in (code, plain, plain.encode().hex()) if each in stored], table

    def test_ends_the_one_that_was_taken_before_and_not_the_visit(self, as_anna: Client, typed: dict[str, str]) -> None:
        first = next_code(as_anna)
        second = next_code(as_anna)
        assert as_anna.get("/portal/overview/").status_code == 200
        assert Client().post("/portal/", {**typed, "code": first}).status_code == 422
        assert Client().post("/portal/", {**typed, "code": second}).status_code == 302

    def test_is_recorded_as_the_persons_own_act(self, as_anna: Client, anna: Debtor) -> None:
        next_code(as_anna)
        (event,) = recorded(events.PORTAL_CODE_TAKEN)
        assert (event.actor_kind, event.actor_id) == ("debtor", anna.subject_id)
        assert Line.objects.get(event_id=event.id).subject == anna.subject.pseudonym

    def test_is_made_a_dozen_times_a_day(self, as_anna: Client) -> None:
        for _ in range(limits.NEXT_CODES.failures):
            last = next_code(as_anna)
        response = as_anna.post(TAKE, headers=IN_ENGLISH)
        assert response.status_code == 429
        assert "The one that you took last still works" in said(response)
        waiting = PortalCode.objects.get(used_at=None, revoked_at=None)
        assert waiting.works_at(timezone.now())
        assert last

    def test_is_offered_until_there_is_one(self, as_anna: Client) -> None:
        for address in ("/portal/overview/", "/portal/requests/"):
            assert "Your code is used up" in said(as_anna.get(address, headers=IN_ENGLISH))
        next_code(as_anna)
        for address in ("/portal/overview/", "/portal/requests/"):
            page = said(as_anna.get(address, headers=IN_ENGLISH))
            assert "You took a code for your next visit" in page
            assert "Your code is used up" not in page

    def test_ends_with_a_new_letter_and_with_revocation(
        self, as_anna: Client, typed: dict[str, str], case: Case, anna: Debtor
    ) -> None:
        """Who has the chain of codes in hand wrongly is stopped by one act of the handler."""
        taken = next_code(as_anna)
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            used = PortalCode.objects.get(used_at__isnull=False)
            portal_codes.revoke(code=used, because="lost", by=here.actor.id, at=timezone.now())
        assert as_anna.get("/portal/overview/").status_code == 302
        assert Client().post("/portal/", {**typed, "code": taken}).status_code == 422
        assert not PortalCode.objects.filter(revoked_at=None).exists()


class TestTheDesk:
    def test_shows_a_taken_code_and_prints_none(self, as_anna: Client, case: Case, anna: Debtor) -> None:
        next_code(as_anna)
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        address = f"/handler/cases/{case.reference}/sign-in-letters/{anna.reference}/"
        page = said(hanna.get(address))
        assert "A code that the person took in the portal" in page
        assert "Print the letter" not in page
        assert "used" in page
        assert "there is no letter to print" in said(hanna.post(f"{address}print/", follow=True))
        assert "taken in the portal" in said(hanna.get(f"/handler/cases/{case.reference}/"))


@pytest.mark.usefixtures("db")
class TestAskingForALetter:
    def test_has_one_answer_and_the_same_work_for_every_number(self, client: Client, letter: PortalCode) -> None:
        pages, work = [], []
        for number, network in ((letter.case_reference, "192.0.2.1"), ("K-1999-999999", "192.0.2.2")):
            with CaptureQueriesContext(connection) as queries:
                response = client.post(ASK, {"case_number": number}, REMOTE_ADDR=network, headers=IN_ENGLISH)
            assert response.status_code == 200
            pages.append([part for part in said(response).split("<") if "csrfmiddlewaretoken" not in part])
            work.append([query["sql"].split("VALUES")[0].split("unnest")[0].split(' "s')[0][:60] for query in queries])
        assert pages[0] == pages[1]
        assert work[0] == work[1]
        assert not Line.objects.filter(
            event_id__in=[event.id for event in recorded(events.PORTAL_LETTER_ASKED)]
        ).exists()

    def test_ends_no_code(self, client: Client, letter: PortalCode, typed: dict[str, str]) -> None:
        client.post(ASK, {"case_number": letter.case_reference})
        assert client.post("/portal/", typed).status_code == 302

    def test_stands_on_the_desk_until_the_letter_is_written(self, client: Client, case: Case, anna: Debtor) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        assert "Nobody waits for a letter" in said(hanna.get(LIST))
        for number in (case.reference, case.reference, "K-1999-999999"):
            client.post(ASK, {"case_number": number})
        page = said(hanna.get(LIST))
        assert page.count("Write a letter") == 1
        assert "K-1999-999999" not in page
        assert "Anna" not in page
        hanna.post(f"/handler/cases/{case.reference}/sign-in-letters/{anna.reference}/", {"language": "sv"})
        assert "Nobody waits for a letter" in said(hanna.get(LIST))

    def test_of_a_case_of_two_is_taken_off_by_hand(self, client: Client, amili: Controller, anna: Debtor) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            shared = collection.case_file(amili, [anna, collection.debtor(amili, "Bo Berg")])
            client.post(ASK, {"case_number": shared.reference})
            portal_codes.issue(case=shared, debtor=anna, language="sv", by=here.actor.id, at=timezone.now())
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        assert said(hanna.get(LIST)).count("Write a letter") == 2
        assert hanna.post(f"{LIST}{shared.reference}/done/")["Location"] == LIST
        assert not AskedLetter.objects.exists()
        assert recorded(events.PORTAL_LETTER_SETTLED)[0].reference == shared.reference
        assert hanna.post(f"{LIST}{shared.reference}/done/").status_code == 404

    def test_is_hidden_from_who_works_for_another_company(self, client: Client, case: Case) -> None:
        client.post(ASK, {"case_number": case.reference})
        with acting.hanna():
            other = collection.controller("INTRUM")
        stranger = accounts.client_of(accounts.member(Role.HANDLER, works_for=[other]))
        assert case.reference not in said(stranger.get(LIST))
        assert stranger.post(f"{LIST}{case.reference}/done/").status_code == 404

    def test_is_stopped_for_one_network_and_forgotten_after_a_month(self, client: Client, case: Case) -> None:
        for number in range(5):
            client.post(ASK, {"case_number": f"K-1999-{number:06d}"})
        assert client.post(ASK, {"case_number": case.reference}).status_code == 429
        assert client.post(ASK, {"case_number": case.reference}, REMOTE_ADDR="198.51.100.7").status_code == 200
        assert len(recorded(events.PORTAL_LETTER_LIMITED)) == 1
        assert asked_letters.forget(at=timezone.now() + timedelta(days=29)) == 0
        assert asked_letters.forget(at=timezone.now() + timedelta(days=30)) == 6

    def test_wants_a_number_that_can_be_one(self, client: Client) -> None:
        for typed in ("", "abc"):
            assert client.post(ASK, {"case_number": typed}).status_code == 422
        assert not AskedLetter.objects.exists()


def test_a_code_is_grouped_as_the_letter_groups_it(as_anna: Client) -> None:
    code = next_code(as_anna)
    assert codes.grouped(codes.read_code(code)) == code
