"""The pages of who speaks for a debtor, of IT support and of supervisors in a browser: axe-core, phone, keyboard."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from collections_app.models import RecipientKind, SafeguardKind
from collections_app.services import support_sessions
from personal_data import envelopes
from privacy.policies.sign_in import codes as code_words
from tests.browser import complaints, shoot, sign_in
from tests.factories import accounts, acting
from tests.factories import recipients as making
from tests.privacy.letters import code_in
from tests.privacy.representing.conftest import annas_letter
from tests.privacy.representing.people import HANNA, PAGE, House, house

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def amili(live_database: str) -> House:
    cache.clear()
    made = house("AMILI")
    made.entered(kind="appointed", name="Epäjärjestelmällistyttämättömyydellänsäkäänköhän Oy")
    return made


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A phone in Swedish that runs no scripts."""
    context = browser.new_context(base_url=server, locale="sv-SE", viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def let_in(page: Page, case_number: str, code: str) -> None:
    page.goto("/portal/")
    page.locator("input[name=case_number]").fill(case_number)
    page.locator("input[name=code]").fill(code)
    page.get_by_role("main").get_by_role("button").first.click()


def test_a_representative_reads_on_a_phone_without_scripts(phone: Page, amili: House) -> None:
    kept = amili.verified()
    let_in(phone, kept.case_reference, code_words.grouped(code_in(amili.letter(kept))))
    expect(phone.get_by_role("heading", level=1)).to_have_text("För Anna Andersson")
    expect(phone.get_by_role("main")).to_contain_text("F-ALONE")
    phone.get_by_role("button", name="Logga ut").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Se dina personuppgifter")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_portals_pages_are_accessible(page: Page, amili: House, scheme: str, width: int) -> None:
    kept = amili.verified(scope=("claims", "contact"))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    let_in(page, kept.case_reference, code_words.grouped(code_in(amili.letter(kept))))
    expect(page.get_by_role("main")).to_contain_text("F-ALONE")
    found["representing"] = complaints(page)
    shoot(page, f"representing-{scheme}")
    amili.revoked(kept)
    page.goto(PAGE)
    expect(page.get_by_role("main")).not_to_contain_text("F-ALONE")
    found["over"] = complaints(page)
    shoot(page, f"representing-over-{scheme}")
    page.context.clear_cookies()
    let_in(page, amili.alone.reference, code_words.grouped(annas_letter(amili)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Andersson")
    page.goto("/portal/representatives/")
    expect(page.get_by_role("main")).to_contain_text("Gunilla Godman")
    found["representatives"] = complaints(page)
    shoot(page, f"representatives-{scheme}")
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_desks_pages_are_accessible(page: Page, amili: House, scheme: str, width: int) -> None:
    amili.verified()
    sara = accounts.member(Role.SUPERVISOR, Role.PRIVACY_OFFICER)
    tore = accounts.member(Role.TECHNICIAN, name="Tore Tekniker")
    with acting.hanna():
        to = making.recipient(amili.controller, RecipientKind.IT_SUPPORT, name="Molnhjälpen AB")
        making.safeguard(to, SafeguardKind.PROCESSOR_AGREEMENT)
        authority = making.recipient(amili.controller, RecipientKind.SUPERVISOR, name="Inspektionen")
        account = support_sessions.bind(user=tore, recipient=to, by=HANNA, at=timezone.now())
        envelopes.open([amili.alone])
        session = support_sessions.open_case(
            case=amili.alone, account=account, reason="fault", fields=("debtor.name", "claim.number"),
            lasts=timedelta(hours=1), by=HANNA, at=timezone.now(),
        )  # fmt: skip
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found, case = {}, f"/handler/cases/{amili.alone.reference}"
    sign_in(page, sara)
    for name, address in (
        ("authorisations", f"{case}/authorisations/{amili.anna.reference}/"),
        ("support-of-case", f"{case}/support/"),
        ("package", f"/dpo/recipients/{authority.reference}/package/"),
        ("processor", f"/dpo/recipients/{to.reference}/"),
    ):
        page.goto(address)
        found[name] = complaints(page)
        shoot(page, f"{name}-{scheme}")
    page.goto(f"{case}/authorisations/{amili.anna.reference}/")
    page.get_by_role("button", name="Keep it").press("Enter")
    page.get_by_role("alert").first.wait_for()
    found["errors"] = complaints(page)
    page.get_by_role("link", name="End it").first.press("Enter")
    page.get_by_label("Why does it end?").wait_for()
    found["end"] = complaints(page)
    page.context.clear_cookies()
    sign_in(page, tore)
    expect(page.get_by_role("heading", level=1)).to_have_text("Open to IT support")
    found["support-desk"] = complaints(page)
    page.goto(f"/handler/support/{session.pk}/")
    expect(page.get_by_role("main")).to_contain_text("F-ALONE")
    found["support-look"] = complaints(page)
    shoot(page, f"support-look-{scheme}")
    assert {name: said for name, said in found.items() if said} == {}
