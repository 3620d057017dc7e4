"""The handler writes, prints and revokes letters with a sign-in code."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Case, Debtor
from personal_data.models import BlockKind, Controller
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy import events
from privacy.models import PortalCode
from privacy.services.sign_in import codes
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded
from tests.privacy.letters import ADDRESS, code_in, paper_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna() -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def as_hanna(hanna: User) -> Client:
    return accounts.client_of(hanna)


@pytest.fixture
def amili() -> Controller:
    with acting.hanna():
        return collection.controller()


@pytest.fixture
def anna(amili: Controller) -> Debtor:
    with acting.hanna():
        return collection.debtor(amili, "Anna Andersson", address=ADDRESS)


@pytest.fixture
def case(amili: Controller, anna: Debtor) -> Case:
    with acting.hanna():
        return collection.case_file(amili, [anna])


@pytest.fixture
def address(case: Case, anna: Debtor) -> str:
    return f"/handler/cases/{case.reference}/sign-in-letters/{anna.reference}/"


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestTheCasePage:
    def test_says_that_nobody_has_a_letter(self, as_hanna: Client, case: Case, address: str) -> None:
        page = said(as_hanna.get(f"/handler/cases/{case.reference}/"))
        assert "none written yet" in page
        assert f'href="{address}"' in page

    def test_says_how_the_letter_stands(self, as_hanna: Client, case: Case, address: str) -> None:
        as_hanna.post(address, {"language": "sv"})
        assert "Print, renew or revoke" in said(as_hanna.get(f"/handler/cases/{case.reference}/"))

    def test_offers_none_to_a_company(self, as_hanna: Client, case: Case, anna: Debtor, address: str) -> None:
        Debtor.objects.filter(pk=anna.pk).update(kind="company")
        page = said(as_hanna.get(f"/handler/cases/{case.reference}/"))
        assert "a company gets none" in page
        assert f'href="{address}"' not in page


class TestWriting:
    def test_says_first_where_it_goes(self, as_hanna: Client, address: str) -> None:
        page = said(as_hanna.get(address))
        assert "Storgatan 3 B" in page
        assert "The code works once, until" in page
        assert not PortalCode.objects.exists()

    def test_writes_in_the_language_that_was_chosen(self, as_hanna: Client, hanna: User, address: str) -> None:
        assert as_hanna.post(address, {"language": "en"})["Location"] == address
        letter = PortalCode.objects.get()
        assert letter.issued_by == hanna.pk
        assert "Your code for signing in" in text_of(paper_of(letter))

    def test_shows_the_code_on_no_page(self, as_hanna: Client, case: Case, address: str) -> None:
        as_hanna.post(address, {"language": "sv"})
        code = code_in(paper_of(PortalCode.objects.get()))
        for page in (as_hanna.get(address), as_hanna.get(f"/handler/cases/{case.reference}/")):
            assert code not in said(page).replace("-", "")

    def test_says_what_is_missing(self, as_hanna: Client, anna: Debtor, address: str) -> None:
        with acting.hanna():
            Debtor.objects.filter(pk=anna.pk).update(address=None)
        assert "postal address is not known" in said(as_hanna.post(address, {"language": "sv"}))

    def test_is_possible_while_the_person_is_restricted(self, as_hanna: Client, anna: Debtor, address: str) -> None:
        with acting.hanna():
            blocks.place(kind=BlockKind.RESTRICTION, subject=anna.subject, reason_code="accuracy_contested")
        assert as_hanna.post(address, {"language": "sv"}).status_code == HTTPStatus.FOUND
        assert recorded("personal_data.envelope.opened")[-1].purpose == Purpose.SUBJECT_REQUEST

    def test_knows_only_debtors_of_the_case(self, as_hanna: Client, amili: Controller, case: Case) -> None:
        with acting.hanna():
            stranger = collection.debtor(amili, "Carl Carlsson", address=ADDRESS)
        address = f"/handler/cases/{case.reference}/sign-in-letters/{stranger.reference}/"
        assert as_hanna.get(address).status_code == HTTPStatus.NOT_FOUND
        assert as_hanna.post(address, {"language": "sv"}).status_code == HTTPStatus.NOT_FOUND


class TestPreview:
    def test_shows_dots_for_the_code(self, as_hanna: Client, address: str) -> None:
        response = as_hanna.get(f"{address}preview/sv/")
        assert response["Content-Type"] == "application/pdf"
        assert "••••-••••-••••-••••" in text_of(response.content)

    def test_is_there_in_the_languages_of_the_portal_only(self, as_hanna: Client, address: str) -> None:
        assert as_hanna.get(f"{address}preview/xx/").status_code == HTTPStatus.NOT_FOUND

    def test_says_what_is_missing(self, as_hanna: Client, anna: Debtor, address: str) -> None:
        Debtor.objects.filter(pk=anna.pk).update(address=None)
        response = as_hanna.get(f"{address}preview/sv/", follow=True)
        assert "postal address is not known" in said(response)


class TestPrinting:
    def test_gives_the_sealed_letter_and_says_so_on_the_page(self, as_hanna: Client, hanna: User, address: str) -> None:
        as_hanna.post(address, {"language": "sv"})
        response = as_hanna.post(f"{address}print/")
        assert response.content == paper_of(PortalCode.objects.get())
        assert response["Cache-Control"] == "no-store, private"
        assert [event.actor_id for event in recorded(events.PORTAL_CODE_PRINTED)] == [hanna.pk]
        assert said(as_hanna.get(address)).count("not yet") == 1  # printed, but not used

    def test_happens_by_a_button_only(self, as_hanna: Client, address: str) -> None:
        as_hanna.post(address, {"language": "sv"})
        assert as_hanna.get(f"{address}print/").status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_is_not_possible_once_the_code_has_expired(self, as_hanna: Client, hanna: User, address: str) -> None:
        as_hanna.post(address, {"language": "sv"})
        with time_machine.travel(timezone.now() + timedelta(days=62), tick=False):
            as_hanna.force_login(hanna)
            page = said(as_hanna.get(address))
            assert "Print the letter" not in page
            assert "expired" in page
            assert "Write a new letter." in said(as_hanna.post(f"{address}print/", follow=True))

    def test_is_not_possible_without_a_living_letter(self, as_hanna: Client, address: str) -> None:
        assert as_hanna.post(f"{address}print/").status_code == HTTPStatus.NOT_FOUND


class TestRevoking:
    def test_asks_why_and_ends_the_code(self, as_hanna: Client, address: str) -> None:
        as_hanna.post(address, {"language": "sv"})
        assert "Nobody can sign in with the code any more" in said(as_hanna.get(f"{address}revoke/"))
        assert "Choose why the code is revoked" in said(as_hanna.post(f"{address}revoke/", {"because": ""}))
        assert as_hanna.post(f"{address}revoke/", {"because": "lost"})["Location"] == address
        assert PortalCode.objects.get().revoked_because == "lost"
        assert "The letter is lost or somebody else has it" in said(as_hanna.get(address))

    def test_of_an_older_letter_is_not_possible(self, as_hanna: Client, case: Case, anna: Debtor, address: str) -> None:
        as_hanna.post(address, {"language": "sv"})
        as_hanna.post(address, {"language": "sv"})
        as_hanna.post(f"{address}revoke/", {"because": "asked"})
        assert sorted(PortalCode.objects.values_list("revoked_because", flat=True)) == ["asked", "replaced"]
        assert as_hanna.get(f"{address}revoke/").status_code == HTTPStatus.NOT_FOUND


class TestWho:
    @pytest.mark.parametrize("role", [Role.DPO, Role.AUDITOR, Role.RECORDS_OFFICER])
    def test_may_not(self, role: Role, address: str) -> None:
        client = accounts.client_of(accounts.member(role))
        assert client.get(address).status_code == HTTPStatus.FORBIDDEN
        assert client.post(f"{address}print/").status_code == HTTPStatus.FORBIDDEN

    def test_the_privacy_officer_writes_one_without_seeing_the_case(self, address: str, case: Case) -> None:
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        assert petra.post(address, {"language": "sv"})["Location"] == address
        page = said(petra.get(address))
        assert f'href="/handler/cases/{case.reference}/"' not in page


def test_a_letter_to_one_debtor_is_not_offered_to_the_other(as_hanna: Client, amili: Controller, anna: Debtor) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        bo = collection.debtor(amili, "Bo Berg", address=ADDRESS)
        shared = collection.case_file(amili, [anna, bo])
        letter = codes.issue(
            case=shared, debtor=anna, language="sv", by=here.actor.id, at=anna.created_at.replace(year=2026)
        )
    response = as_hanna.post(f"/handler/cases/{shared.reference}/sign-in-letters/{bo.reference}/print/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert PortalCode.objects.get() == letter


def test_tells_times_by_the_controllers_own_clock(
    as_hanna: Client, hanna: User, case: Case, anna: Debtor, address: str
) -> None:
    """What was written at half past eleven at night in UTC was written after midnight in Stockholm."""
    written = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        codes.issue(case=case, debtor=anna, language="sv", by=hanna.pk, at=written)
    page = said(as_hanna.get(address))
    assert "<dt>Written</dt><dd>21 Nov 2026, 00:30</dd>" in page
