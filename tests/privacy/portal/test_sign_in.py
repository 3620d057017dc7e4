from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case, Debtor
from config import error_pages
from personal_data import envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import PortalCode
from privacy.services.sign_in import codes
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded
from tests.privacy.letters import next_code

WRONG_CODE = "2222-2222-2222-2222"  # its check character happens to be right


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def without_token(response: Any) -> str:
    """The page but for what differs at each request."""
    return "".join(line for line in said(response).split("<") if "csrfmiddlewaretoken" not in line)


class TestTheWayIn:
    def test_asks_for_case_number_and_code(self, client: Client, db: None) -> None:
        page = said(client.get("/portal/"))
        assert 'name="case_number"' in page
        assert 'name="code"' in page

    def test_leads_to_the_overview(self, client: Client, typed: dict[str, str]) -> None:
        response = client.post("/portal/", typed)
        assert response["Location"] == "/portal/overview/"
        page = said(client.get("/portal/overview/"))
        assert "Anna Andersson" in page
        assert "Amili AB" in page

    def test_is_skipped_by_who_is_in(self, as_anna: Client) -> None:
        assert as_anna.get("/portal/")["Location"] == "/portal/overview/"

    def test_makes_nobody_a_user(self, as_anna: Client) -> None:
        assert "sessionid" not in as_anna.cookies
        assert as_anna.get("/handler/")["Location"].startswith("/account/login/")

    def test_leaves_no_value_in_an_address(self, client: Client, typed: dict[str, str]) -> None:
        response = client.post("/portal/", typed, follow=True)
        assert [address for address, _status in response.redirect_chain] == ["/portal/overview/"]


class TestTheCookie:
    def test_is_sent_to_the_portal_only_and_hidden_from_scripts(self, as_anna: Client) -> None:
        cookie = as_anna.cookies["portal"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
            "/portal/", True, "Lax", "",
        )  # fmt: skip

    def test_names_a_row_without_personal_values(self, as_anna: Client, anna: Debtor) -> None:
        kept = Session.objects.get(pk=as_anna.cookies["portal"].value).get_decoded()
        assert set(kept) == {"portal_code", "portal_began", "portal_seen", "portal_before", "_session_expiry"}
        assert kept["portal_code"] == str(PortalCode.objects.get().pk)

    def test_is_new_at_each_sign_in(self, as_anna: Client, typed: dict[str, str]) -> None:
        first = as_anna.cookies["portal"].value
        as_anna.post("/portal/", {**typed, "code": next_code(as_anna)})
        assert as_anna.cookies["portal"].value != first
        assert not Session.objects.filter(pk=first).exists()

    def test_of_staff_opens_no_visit(self, client: Client, db: None) -> None:
        staff = accounts.client_of(accounts.member(Role.HANDLER))
        client.cookies["portal"] = staff.cookies["sessionid"].value
        assert client.get("/portal/overview/").status_code == HTTPStatus.FOUND


class TestWhatDoesNotFit:
    @pytest.mark.parametrize("typed_code", ["", "abc", "7KWX-M2FD-9TRW-4HP", "2222-2222-2222-2223"])
    def test_is_told_before_anything_is_asked(self, client: Client, case: Case, typed_code: str) -> None:
        response = client.post("/portal/", {"case_number": case.reference, "code": typed_code})
        assert response.status_code == 422
        assert not Event.objects.filter(name__startswith="privacy.portal.").exists()

    def test_has_one_answer_whether_there_is_such_a_case_or_not(self, client: Client, letter: PortalCode) -> None:
        known = client.post("/portal/", {"case_number": letter.case_reference, "code": WRONG_CODE})
        unknown = client.post("/portal/", {"case_number": "K-2026-999999", "code": WRONG_CODE})
        assert known.status_code == unknown.status_code == 422
        assert without_token(known).replace(letter.case_reference, "") == without_token(unknown).replace(
            "K-2026-999999", ""
        )
        assert known.cookies.keys() == unknown.cookies.keys()

    def test_is_given_back_to_be_mended(self, client: Client, letter: PortalCode) -> None:
        """Nobody types sixteen characters again because one was wrong; the page is kept in no cache."""
        response = client.post("/portal/", {"case_number": letter.case_reference, "code": "2222-2222-2222-2223"})
        assert 'value="2222-2222-2222-2223"' in said(response)
        assert response["Cache-Control"] == "no-store, private"

    def test_makes_one_wait_after_too_many_failures(self, client: Client, letter: PortalCode) -> None:
        for _ in range(10):
            client.post("/portal/", {"case_number": letter.case_reference, "code": WRONG_CODE})
        response = client.post("/portal/", {"case_number": letter.case_reference, "code": WRONG_CODE})
        assert response.status_code == 429
        assert int(response["Retry-After"]) > 3600
        assert "Try again in 1 day" in said(response)

    def test_counts_the_address_that_the_proxy_saw(self, client: Client, letter: PortalCode, settings: Any) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        wrong = {"case_number": letter.case_reference, "code": WRONG_CODE}
        for _ in range(11):
            response = client.post("/portal/", wrong, headers={"x-forwarded-for": "203.0.113.9, 192.0.2.1"})
        assert response.status_code == 429
        elsewhere = client.post("/portal/", wrong, headers={"x-forwarded-for": "192.0.2.1, 203.0.113.9"})
        assert elsewhere.status_code == 422


class TestTheVisit:
    def test_acts_as_the_person_for_their_own_reading(self, as_anna: Client, anna: Debtor) -> None:
        as_anna.get("/portal/overview/")
        event = recorded("personal_data.envelope.opened")[-1]
        assert (event.actor_kind, event.actor_id, event.purpose, event.channel) == (
            "debtor", anna.subject_id, "self_service", "portal",
        )  # fmt: skip

    def test_shows_the_persons_own_cases_only(self, as_anna: Client, amili: Controller, case: Case) -> None:
        with acting.hanna():
            other = collection.case_file(amili, [collection.debtor(amili, "Bo Berg")])
        page = said(as_anna.get("/portal/overview/"))
        assert case.reference in page
        assert other.reference not in page

    def test_says_when_somebody_signed_in_before(self, client: Client, typed: dict[str, str]) -> None:
        client.post("/portal/", typed)
        assert "first time" in said(client.get("/portal/overview/"))
        code = next_code(client)
        with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
            client.post("/portal/", {**typed, "code": code})
            assert "signed in as you before this" in said(client.get("/portal/overview/"))

    def test_tells_the_time_by_the_controllers_own_clock(self, client: Client, typed: dict[str, str]) -> None:
        """At half past ten at night in UTC it is half past eleven in Stockholm, and in summer the next day."""
        with time_machine.travel(datetime(2026, 11, 21, 22, 30, tzinfo=UTC), tick=False):
            client.post("/portal/", typed)
            code = next_code(client)
        with time_machine.travel(datetime(2026, 11, 21, 23, 30, tzinfo=UTC), tick=False):
            client.post("/portal/", {**typed, "code": code})
            page = said(client.get("/portal/overview/", headers={"accept-language": "en"}))
        assert "Somebody signed in as you before this: 21 Nov 2026, 23:30." in page

    def test_ends_after_half_an_hour_of_silence(self, as_anna: Client) -> None:
        start = timezone.now()
        with time_machine.travel(start + timedelta(minutes=29), tick=False):
            assert as_anna.get("/portal/overview/").status_code == HTTPStatus.OK
        with time_machine.travel(start + timedelta(minutes=58), tick=False):
            assert as_anna.get("/portal/overview/").status_code == HTTPStatus.OK
        with time_machine.travel(start + timedelta(minutes=89), tick=False):
            assert as_anna.get("/portal/overview/")["Location"] == "/portal/?over"

    def test_ends_after_four_hours_however_busy(self, as_anna: Client) -> None:
        start = timezone.now()
        for minutes in range(20, 240, 20):
            with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
                assert as_anna.get("/portal/overview/").status_code == HTTPStatus.OK
        with time_machine.travel(start + timedelta(minutes=241), tick=False):
            assert as_anna.get("/portal/overview/").status_code == HTTPStatus.FOUND

    def test_ends_with_its_code(self, as_anna: Client, letter: PortalCode) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
            codes.revoke(code=letter, because="lost", by=here.actor.id, at=timezone.now())
        assert as_anna.get("/portal/overview/")["Location"] == "/portal/?over"
        assert "Ditt besök är slut" in said(as_anna.get("/portal/?over"))

    def test_ends_with_a_sign_out(self, as_anna: Client, anna: Debtor) -> None:
        kept = as_anna.cookies["portal"].value
        assert as_anna.post("/portal/sign-out/")["Location"] == "/portal/"
        assert not Session.objects.filter(pk=kept).exists()
        as_anna.cookies["portal"] = kept
        assert as_anna.get("/portal/overview/").status_code == HTTPStatus.FOUND
        assert [event.actor_id for event in recorded(events.PORTAL_SIGNED_OUT)] == [anna.subject_id]

    def test_is_forgotten_by_the_usual_cleaning(self, as_anna: Client) -> None:
        with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
            call_command("clearsessions")
        assert not Session.objects.exists()


class TestLanguage:
    @pytest.mark.parametrize(
        ("asked", "spoken"),
        [("sv-SE,sv;q=0.9", "sv"), ("fi,sv;q=0.8", "sv"), ("fi,nb", "en"), ("", "en"), ("en", "en")],
    )
    def test_is_the_best_of_those_that_the_browser_asks_for(
        self, client: Client, db: None, asked: str, spoken: str
    ) -> None:
        response = client.get("/portal/", headers={"accept-language": asked})
        assert f'<html lang="{spoken}"' in said(response)
        assert response["Content-Language"] == spoken

    def test_is_the_one_that_was_chosen(self, client: Client, db: None) -> None:
        response = client.post(
            "/portal/language/", {"language": "sv"}, headers={"referer": "http://testserver/portal/"}
        )
        assert response["Location"] == "http://testserver/portal/"
        assert client.cookies["portal_language"]["path"] == "/portal/"
        assert "Se dina personuppgifter" in said(client.get("/portal/", headers={"accept-language": "en"}))

    def test_leads_nowhere_else(self, client: Client, db: None) -> None:
        response = client.post("/portal/language/", {"language": "sv"}, headers={"referer": "https://evil.example/"})
        assert response["Location"] == "/portal/"

    def test_is_none_that_we_do_not_speak(self, client: Client, db: None) -> None:
        client.post("/portal/language/", {"language": "de"})
        assert "portal_language" not in client.cookies


class TestWhatCannotBeShown:
    def test_speaks_the_visitors_language_and_leads_back_to_the_portal(self, client: Client, db: None) -> None:
        response = client.get("/portal/nowhere/", headers={"accept-language": "sv"})
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert "Här finns ingenting" in said(response)
        assert 'href="/portal/"' in said(response)
        assert "/handler/" not in said(response)

    def test_says_that_a_form_was_too_old(self, db: None) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post("/portal/", {}, headers={"accept-language": "sv"})
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "Formuläret var för gammalt" in said(response)
        desk = client.post("/account/login/", {})
        assert "This form was too old" in said(desk)
        assert "Go to your desk" in said(desk)

    def test_is_no_page_of_the_desk_when_a_record_stays_sealed(
        self, as_anna: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: object, **_options: object) -> None:
            raise envelopes.Refused("need_to_know")

        monkeypatch.setattr(envelopes, "open", refused)
        response = as_anna.get("/portal/overview/")
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "Det här kan inte visas nu" in said(response)

    def test_says_when_it_failed_on_our_side(self, as_anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(envelopes, "open", broken)
        as_anna.raise_request_exception = False
        response = as_anna.get("/portal/overview/")
        assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        assert "Något gick fel hos oss" in said(response)

    def test_says_that_it_was_not_understood(self, rf: Any) -> None:
        response = error_pages.bad_request(rf.get("/portal/"), ValueError())
        assert response.status_code == HTTPStatus.BAD_REQUEST
