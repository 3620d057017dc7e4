"""The pages on which data leave, in a real browser: axe-core's rules, no sideways scroll, by keyboard alone."""

from datetime import date

import pytest
from playwright.sync_api import Page

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Case, Disclosure, Recipient, RecipientKind, SafeguardKind
from tests import browser
from tests.browser import complaints
from tests.factories import accounts, collection
from tests.factories import recipients as making

LONG = "Epäjärjestelmällistyttämättömyydellänsäkäänköhän Oy"


@pytest.fixture
def case(live_database: str) -> Case:
    with accounts.command():
        of = collection.controller("AMILI")
        made = collection.case_file(of, [collection.debtor(of, LONG)])
        collection.claim(made)
        making.client(made.creditor)
        making.recipient(of, name=LONG)
        making.recipient(of, RecipientKind.ENFORCEMENT, name="Provmyndigheten")
        abroad = making.recipient(of, RecipientKind.IT_SUPPLIER, name="Cloud Inc.", country="US")
        making.safeguard(abroad, SafeguardKind.PROCESSOR_AGREEMENT)
        making.safeguard(abroad, SafeguardKind.STANDARD_CLAUSES, until=date(2026, 1, 31))
        return made


@pytest.fixture
def hanna(live_database: str) -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def desk(page: Page, hanna: User) -> Page:
    browser.sign_in(page, hanna)
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible(desk: Page, case: Case, scheme: str, width: int) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    choose = f"/handler/cases/{case.reference}/disclosures/"
    found = {}
    report = f"/handler/creditors/{case.creditor.reference}/status-report/"
    for address in (choose, report, *(f"{choose}{each.reference}/" for each in Recipient.objects.all())):
        desk.goto(address)
        found[address] = complaints(desk)
    desk.get_by_role("button", name="Show what leaves").click()
    desk.get_by_role("alert").first.wait_for()
    found["errors"] = complaints(desk)
    assert {address: said for address, said in found.items() if said} == {}


def test_data_are_passed_on_by_keyboard_alone(desk: Page, case: Case) -> None:
    desk.goto(f"/handler/cases/{case.reference}/")
    desk.get_by_role("link", name="Pass data on").press("Enter")
    desk.get_by_role("link", name="Provmyndigheten").press("Enter")
    desk.get_by_label("The authority's reference").wait_for()
    desk.get_by_label("Claims: Amount").press("Space")
    desk.get_by_label("Debtor: Name").press("Space")
    desk.get_by_label("Legal ground").select_option("6(1)(c)")
    desk.get_by_label("Legal provision").fill("Utsökningsbalken 2 kap. 1 §")
    desk.get_by_label("The authority's reference").fill("U-12-26")
    desk.get_by_label("letter", exact=True).press("Space")
    desk.get_by_role("button", name="Show what leaves").press("Enter")
    desk.get_by_text("This leaves, word for word").wait_for()
    assert complaints(desk) == []
    desk.get_by_role("button", name="Pass it on").press("Enter")
    desk.get_by_text("The data are passed on").wait_for()
    assert complaints(desk) == []
    assert Disclosure.objects.get().data_fields == ["claim.amount_minor", "debtor.name"]
