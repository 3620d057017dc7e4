"""A request without sign-in in a real browser: on a phone in Swedish without scripts, then at the officer's desk."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from personal_data.models import Controller
from tests import browser as pages
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests.asking import contacts, debtor_with_address


@pytest.fixture
def amili(live_database: str) -> Controller:
    cache.clear()
    with acting.hanna():
        made = retention.controller("AMILI")
        contacts(made)
        collection.case_file(made, [debtor_with_address(made)])
    return made


def check(page: Page) -> None:
    assert not pages.violations(page), page.url
    assert not pages.sideways(page), page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_is_sent_and_linked(amili: Controller, server: str, browser: Browser, scheme: str) -> None:
    look = {"base_url": server, "color_scheme": scheme, "viewport": {"width": 320, "height": 800}, "bypass_csp": True}
    phone = browser.new_context(**look, locale="sv-SE").new_page()  # type: ignore[arg-type]  # words of the browser
    phone.goto("/portal/")
    phone.get_by_role("link", name="Begär utan att logga in").click()
    send = phone.get_by_role("button", name="Skicka begäran")
    send.wait_for()
    check(phone)
    send.click()
    expect(phone.get_by_text("Din begäran är inte skickad än")).to_be_visible()
    check(phone)
    phone.get_by_label("Be oss radera dina uppgifter").check()
    phone.get_by_label("Ditt namn").fill("Anna Andersson")
    phone.get_by_label("Vart ska svaret skickas?").fill("Testvägen 2\n222 22 Lund")
    send.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vi har tagit emot din begäran")
    check(phone)

    petra = browser.new_context(**look).new_page()  # type: ignore[arg-type]  # words of the browser
    pages.sign_in(petra, accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))
    petra.goto("/dpo/requests/unlinked/new/")
    check(petra)
    petra.goto("/dpo/requests/")
    check(petra)
    petra.locator("#unlinked + ul a, header:has(#unlinked) + ul a").first.click()
    link = petra.get_by_role("button", name="It is this person")
    expect(link).to_be_visible()
    check(petra)
    here = petra.url
    for step in ("ask/", "close/"):
        petra.goto(f"{here}{step}")
        check(petra)
    petra.goto(here)
    link.click()
    expect(petra.get_by_text("The request is linked")).to_be_visible()
    for window in (phone, petra):
        window.context.close()
