"""A debtor signs in with the code from the letter: on a phone, in Swedish, without JavaScript; seen by axe."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.policies.sign_in import codes
from privacy.services.sign_in import codes as portal_codes
from tests.browser import sideways, violations
from tests.factories import acting, collection
from tests.privacy.letters import ADDRESS, code_in, paper_of

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def letter(live_database: str) -> PortalCode:
    cache.clear()
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        amili = collection.controller()
        anna = collection.debtor(amili, "Anna Andersson", address=ADDRESS)
        case = collection.case_file(amili, [anna])
        return portal_codes.issue(case=case, debtor=anna, language="sv", by=here.actor.id, at=timezone.now())


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A phone in Swedish that runs no scripts."""
    context = browser.new_context(base_url=server, locale="sv-SE", viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def serious(page: Page) -> list[str]:
    found = violations(page)
    return [f"{each['id']}: {each['help']}" for each in found if each["impact"] in ("serious", "critical")]


def test_a_debtor_signs_in_on_a_phone_in_swedish_without_scripts(phone: Page, letter: PortalCode) -> None:
    phone.goto("/portal/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Se dina personuppgifter")
    phone.get_by_label("Ärendenummer").fill(letter.case_reference)
    phone.get_by_label("Kod", exact=True).fill("2222 2222 2222 2222")
    phone.get_by_role("button", name="Logga in").click()
    expect(phone.get_by_role("alert")).to_contain_text("hör inte ihop")
    phone.get_by_label("Kod", exact=True).fill(codes.grouped(code_in(paper_of(letter))).lower())
    phone.get_by_role("button", name="Logga in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Anna Andersson")
    expect(phone.get_by_role("main")).to_contain_text(letter.case_reference)
    phone.get_by_role("link", name="Ta med dig en kod till nästa besök").click()
    phone.get_by_role("button", name="Visa en ny kod").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Din kod till nästa besök")
    following = phone.locator("dd.typed-code").inner_text()
    phone.get_by_role("link", name="Gå vidare till översikten").click()
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("main")).to_contain_text("Your cases")
    phone.get_by_role("button", name="Sign out").click()
    expect(phone).to_have_url(re.compile("/portal/$"))
    phone.get_by_label("Case number").fill(letter.case_reference)
    phone.get_by_label("Code", exact=True).fill(following)
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Anna Andersson")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, letter: PortalCode, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto("/portal/")
    assert serious(page) == []
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert serious(page) == []
    page.get_by_label("Case number").fill(letter.case_reference)
    page.get_by_label("Code", exact=True).fill(code_in(paper_of(letter)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Andersson")
    assert serious(page) == []
    page.goto("/portal/next-code/")
    assert serious(page) == []
    page.get_by_role("button", name="Show me a new code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your code for the next visit")
    assert serious(page) == []
    page.goto("/portal/letter/")
    assert serious(page) == []
    page.get_by_role("textbox", name="Case number").fill(letter.case_reference)
    page.get_by_role("button", name="Ask for the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your wish is noted")
    assert serious(page) == []


def test_nothing_scrolls_sideways_at_320_pixels(page: Page, letter: PortalCode) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/portal/")
    page.get_by_label("Case number").fill(letter.case_reference)
    page.get_by_label("Code", exact=True).fill(code_in(paper_of(letter)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Andersson")
    assert not sideways(page)
