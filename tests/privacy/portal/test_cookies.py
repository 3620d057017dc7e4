"""Cookies of the portal: the list that everybody can read is what the pages set, and nothing more is needed."""

from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from collections_app.models import Debtor
from config.templatetags import presentation
from personal_data.models import Controller
from privacy.models import DataSubjectRequest
from privacy.portal import cookies
from tests.privacy.requests.asking import contacts

pytestmark = pytest.mark.django_db
PAGES = ("/portal/", "/portal/overview/", "/portal/held/", "/portal/seen/", "/portal/rights/", "/portal/requests/")


def _row(row: str, breaks: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(row, breaks=breaks)


def lasting(client: Client) -> dict[str, int | None]:
    """What the browser keeps, and for how many seconds."""
    return {name: int(morsel["max-age"]) if morsel["max-age"] else None for name, morsel in client.cookies.items()}


@_row("ALMI-96", "a cookie that is set before consent and is not needed, or is missing in the register")
@_row("AXACTOR-67", "a cookie of the portal that its register does not know")
@_row("AXACTOR-116", "a list without what a cookie is for or how long it lasts, or with another length")
def test_the_list_is_what_the_pages_set(as_anna: Client, typed: dict[str, str]) -> None:
    for address in PAGES:
        as_anna.get(address)
    as_anna.post("/portal/language/", {"language": "sv"})
    as_anna.post("/appearance/", {"theme": "dark"})
    as_anna.post("/portal/requests/access/", {})
    client = Client(enforce_csrf_checks=True)
    client.get("/portal/")
    found = {**lasting(client), **lasting(as_anna)}
    assert found == {each.name: each.seconds for each in cookies.every()}
    page = unescape(Client(headers={"accept-language": "en"}).get("/portal/cookies/").content.decode())
    for each in cookies.every():
        assert f">{each.name}</strong><br>{each.serves}<br>" in page
        assert f"It stays {each.lasts}" in page


@_row("ALMI-100", "a page without the way to the list of cookies, or a list without its day")
@_row("OPR-58", "a page without the way to the list of cookies, or a list without its day")
def test_every_page_leads_to_the_list_and_the_list_has_its_day(as_anna: Client) -> None:
    for client, pages in ((as_anna, PAGES[1:]), (Client(), ("/portal/", "/portal/cookies/"))):
        for address in pages:
            assert 'href="/portal/cookies/"' in client.get(address).content.decode(), address
    page = Client(headers={"accept-language": "en"}).get("/portal/cookies/").content.decode()
    assert f"valid since {presentation.day(cookies.VERSION)}" in page


@_row("ALMI-99", "a sign-in or a request that fails without cookies beyond those that are needed")
def test_signing_in_and_asking_work_with_the_needed_ones_alone(
    typed: dict[str, str], amili: Controller, anna: Debtor
) -> None:
    contacts(amili)
    client = Client(enforce_csrf_checks=True)
    client.get("/portal/")
    needed = {settings.PORTAL_COOKIE_NAME, settings.CSRF_COOKIE_NAME}

    def send(address: str, values: dict[str, str]) -> int:
        for name in set(client.cookies) - needed:
            del client.cookies[name]
        token = client.cookies[settings.CSRF_COOKIE_NAME].value
        return client.post(address, {**values, "csrfmiddlewaretoken": token}).status_code

    assert send("/portal/", typed) == 302
    assert send("/portal/requests/erasure/", {}) == 302
    assert DataSubjectRequest.objects.get().subject_id == anna.subject_id
