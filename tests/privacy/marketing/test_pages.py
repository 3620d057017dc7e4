"""The page of a supplier of direct marketing: whom a batch would reach, the file, and the log."""

import pytest
from django.test import Client
from playwright.sync_api import Browser

from accounts.models import User
from accounts.roles import Role
from collections_app.models import MarketingBatch, Recipient
from tests.factories import accounts
from tests.fixtures.looking import Looker
from tests.privacy.marketing.conftest import Lender, birthday

pytestmark = pytest.mark.django_db
LIST = "/handler/marketing/"


@pytest.fixture
def desk(sara: User) -> Client:
    return accounts.client_of(sara)


def test_leads_from_the_list_to_the_file(lender: Lender, desk: Client) -> None:
    lender.person("Vera Vuxen")
    lender.person("Mia Minderårig", birthday(9))
    address = f"{LIST}{lender.supplier.reference}/"
    assert address in desk.get(LIST).content.decode()
    page = desk.get(address).content.decode()
    assert "2 persons may be reached" in page
    assert "Vera Vuxen" not in page
    answer = desk.post(address, {"contact": "email", "part": "1"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "Vera Vuxen" in answer.content.decode()
    assert "Mia" not in answer.content.decode()
    assert MarketingBatch.objects.get().reference in desk.get(address).content.decode()


def test_says_why_nothing_may_go_and_makes_nothing(lender: Lender, desk: Client) -> None:
    lender.person("Vera Vuxen")
    lender.supplier.safeguards.all().update(valid_until="2020-01-02")
    address = f"{LIST}{lender.supplier.reference}/"
    page = desk.get(address).content.decode()
    assert "Nothing may go there today" in page
    assert "Make the batch" not in page
    assert desk.post(address, {"contact": "email", "part": "1"}).status_code == 302
    assert not MarketingBatch.objects.exists()


@pytest.mark.parametrize("form", [{"contact": "fax", "part": "1"}, {"contact": "email", "part": "9"}, {}])
def test_takes_no_other_way_and_no_part_that_is_not_there(lender: Lender, desk: Client, form: dict[str, str]) -> None:
    lender.person("Vera Vuxen")
    assert desk.post(f"{LIST}{lender.supplier.reference}/", form).status_code == 200
    assert not MarketingBatch.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_is_for_supervisors(lender: Lender, role: Role) -> None:
    client = accounts.client_of(accounts.member(role))
    for address in (LIST, f"{LIST}{lender.supplier.reference}/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}{lender.supplier.reference}/", {"contact": "email", "part": "1"}).status_code == 403


def test_is_out_of_reach_for_who_works_for_others(lender: Lender) -> None:
    client = accounts.client_of(accounts.member(Role.SUPERVISOR, works_for=[]))
    assert lender.supplier.reference not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{lender.supplier.reference}/").status_code == 404


def test_asks_for_sign_in(lender: Lender) -> None:
    assert Client().get(LIST).status_code == 302


def test_shows_in_the_log_why_a_batch_is_shorter(lender: Lender, desk: Client) -> None:
    lender.person("Vera Vuxen")
    lender.person("Mia Minderårig", birthday(9))
    lender.person("Otto Utanför", email=None)
    address = f"{LIST}{lender.supplier.reference}/"
    desk.post(address, {"contact": "email", "part": "1"})
    log = desk.get(address).content.decode().partition('id="batches"')[2]
    assert "are minors (1)" in log
    assert "have no such way of contact (1)" in log
    assert "restricted" not in log, "what left nobody out is not told of"


def test_is_seen_by_axe(browser: Browser, lender: Lender, desk: Client) -> None:
    address = f"{LIST}{lender.supplier.reference}/"
    looker, complaints = Looker(browser), []
    try:
        complaints += looker.complaints("nobody to reach", desk.get(address).content.decode())
        lender.person("Vera Vuxen")
        lender.person("Mia Minderårig", birthday(9))
        desk.post(address, {"contact": "email", "part": "1"})
        complaints += looker.complaints("list", desk.get(LIST).content.decode())
        complaints += looker.complaints("supplier", desk.get(address).content.decode())
        complaints += looker.complaints("mistakes", desk.post(address, {}).content.decode())
        lender.supplier.safeguards.all().update(valid_until="2020-01-02")
        complaints += looker.complaints("refused", desk.get(address).content.decode())
        Recipient.objects.filter(pk=lender.supplier.pk).update(ended_on="2020-01-02")
        complaints += looker.complaints("no supplier", desk.get(LIST).content.decode())
    finally:
        looker.close()
    assert complaints == []
