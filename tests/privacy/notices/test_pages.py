"""The pages on which persons are told what came in about them."""

from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import CaseDebtor
from personal_data.models import BlockKind
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy import events
from privacy.models import GivenNotice
from tests.factories import accounts, acting, collection, retention
from tests.factories.accounts import recorded
from tests.privacy.letters import text_of
from tests.privacy.requests.asking import contacts, debtor_with_address

pytestmark = pytest.mark.django_db
LIST = "/handler/notices/"


@pytest.fixture
def part() -> CaseDebtor:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        amili = retention.controller("AMILI")
        contacts(amili)
        case = collection.case_file(amili, [debtor_with_address(amili)])
    return CaseDebtor.objects.select_related("case", "debtor__subject").get(case=case)


@pytest.fixture
def hanna(part: CaseDebtor) -> Client:
    return accounts.client_of(accounts.member(Role.HANDLER))


@pytest.fixture
def address(part: CaseDebtor) -> str:
    return f"/handler/cases/{part.case.reference}/notices/{part.debtor.reference}/"


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_from_the_list_to_the_letter_that_went_out(hanna: Client, part: CaseDebtor, address: str) -> None:
    assert f'href="{address}"' in words(hanna.get(LIST))
    assert f'href="{address}"' in words(hanna.get(f"/handler/cases/{part.case.reference}/"))
    assert "To be told by" in words(hanna.get(address))
    assert "Hyllan Möbler AB" in words(hanna.post(address, {"language": "sv"}, follow=True))
    paper = hanna.post(f"{address}print/")
    assert paper["Content-Type"] == "application/pdf"
    assert "Hyllan Möbler AB har lämnat över en fordran" in " ".join(text_of(paper.content).split())
    today = timezone.localdate(timezone=ZoneInfo("Europe/Stockholm"))
    page = hanna.post(f"{address}given/", {"way": "post", "on": today.isoformat()}, follow=True)
    assert "Noted: the person has been told." in words(page)
    assert "Nothing is due" in words(page)
    assert "Everybody has been told" in words(hanna.get(LIST))
    for name in (events.NOTICE_WRITTEN, events.NOTICE_PRINTED, events.NOTICE_GIVEN):
        assert len(recorded(name)) == 1


def test_what_is_wrong_is_said_and_nothing_kept(hanna: Client, address: str) -> None:
    early = hanna.post(f"{address}given/", {"way": "post", "on": "2026-01-01"})
    assert (early.status_code, "No letter waits to be given" in words(early)) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    bare = hanna.post(f"{address}excuse/", {"way": "known", "why": ""})
    assert "Write why the exception applies" in words(bare)
    assert hanna.post(f"{address}print/")["Location"] == address
    assert not GivenNotice.objects.exists()
    assert hanna.get(address.replace("notices/D-", "notices/D-9")).status_code == HTTPStatus.NOT_FOUND


def test_an_exception_stands_on_the_page_with_its_reason(hanna: Client, address: str) -> None:
    page = hanna.post(f"{address}excuse/", {"way": "known", "why": "Told by the creditor on 3 May"}, follow=True)
    assert "Told by the creditor on 3 May" in words(page)
    assert "Everybody has been told" in words(hanna.get(LIST))


def test_the_restricted_are_told_too(hanna: Client, part: CaseDebtor, address: str) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        blocks.place(kind=BlockKind.RESTRICTION, subject=part.debtor.subject, reason_code="accuracy_contested")
    assert "A letter waits to go out" in words(hanna.post(address, {"language": "sv"}, follow=True))


def test_who_may_not_write_to_persons_sees_nothing(address: str) -> None:
    auditor = accounts.client_of(accounts.member(Role.AUDITOR))
    assert {auditor.get(each).status_code for each in (LIST, address)} == {HTTPStatus.FORBIDDEN}
