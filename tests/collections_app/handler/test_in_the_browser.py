"""Each page of the handler's desk in a real browser: axe-core's rules, no sideways scroll, both colour schemes."""

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Case
from tests.browser import complaints, sign_in
from tests.factories import accounts, collection


@pytest.fixture
def case(live_database: str) -> Case:
    """A case of a debtor with the longest Finnish word, a claim and a note."""
    with accounts.command():
        of = collection.controller("AMILI")
        made = collection.case_file(of, [collection.debtor(of, "Epäjärjestelmällistyttämättömyydellänsäkäänköhän Oy")])
        collection.claim(made)
        collection.note(made)
        return made


@pytest.fixture
def sven(live_database: str) -> User:
    return accounts.member(Role.SUPERVISOR, name="Sven Supervisor")


@pytest.fixture
def desk(page: Page, sven: User) -> Page:
    """A browser in which the supervisor is signed in."""
    sign_in(page, sven)
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 320), ("dark", 390)])
def test_every_page_is_accessible(desk: Page, case: Case, scheme: str, width: int) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    file = f"/handler/cases/{case.reference}/"
    pages = ["/handler/", "/handler/?status=closed", "/handler/search/", "/handler/intake-decisions/", "/styleguide/"]
    pages += [file, file + "close/", file + "reopen/", "/handler/cases/K-1999-000001/", "/dpo/audit/"]
    found = {}
    for address in pages:
        desk.goto(address)
        found[address] = complaints(desk)
    assert {address: said for address, said in found.items() if said} == {}


def test_a_handler_finds_notes_and_closes_with_the_keyboard(desk: Page, case: Case) -> None:
    desk.goto("/handler/search/")
    desk.get_by_label("Name, identity number").fill("epäj")
    desk.keyboard.press("Enter")
    desk.get_by_text("1 debtor found").wait_for()
    assert complaints(desk) == []
    assert "ep%C3%A4j" not in desk.url
    desk.get_by_role("link", name=case.reference).press("Enter")
    desk.get_by_label("Write a note").fill("Lovar betala på fredag.")
    desk.get_by_label("What is it about?").select_option("payment")
    desk.get_by_label("How confidential is it?").select_option("normal")
    desk.get_by_role("button", name="Add the note").press("Enter")
    desk.get_by_text("The note is in the file.").wait_for()
    desk.get_by_role("link", name="Close the case").press("Enter")
    desk.get_by_label("Why is it closed?").wait_for()
    desk.get_by_role("button", name="Close the case").press("Enter")
    desk.get_by_role("alert").wait_for()
    assert complaints(desk) == []
    desk.get_by_label("Why is it closed?").select_option("paid")
    desk.get_by_role("button", name="Close the case").press("Enter")
    desk.get_by_text(f"Case {case.reference} is closed.").wait_for()
    desk.get_by_text("Reopen the case").wait_for()
    assert complaints(desk) == []


def test_the_first_tab_stop_skips_to_the_content(desk: Page) -> None:
    desk.goto("/handler/")
    desk.keyboard.press("Tab")
    assert desk.locator(":focus").inner_text() == "Skip to the content"
    desk.keyboard.press("Enter")
    expect(desk.locator("#content")).to_be_focused()


def test_the_colours_are_remembered(desk: Page) -> None:
    desk.get_by_role("button", name="Dark").click()
    expect(desk.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    desk.goto("/handler/search/")
    assert desk.locator("html").get_attribute("data-theme") == "dark"
    desk.get_by_role("button", name="As my system").click()
    expect(desk.get_by_role("button", name="As my system")).to_have_attribute("aria-pressed", "true")
    desk.reload()
    assert desk.locator("html").get_attribute("data-theme") is None


def test_the_colours_are_remembered_without_javascript(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/account/login/")
    context.close()
