"""The payments desk in a real browser: from the list to the claim, accessible in both schemes and at every width."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from collections_app.models import Allocation, Case, Payment
from collections_app.services.payments import bank_files
from personal_data import search
from tests.browser import complaints, sign_in
from tests.collections_app.payments.conftest import bookkeeping, ocr, paid
from tests.collections_app.payments.files import camt
from tests.factories import accounts, collection

LONGEST = "Epäjärjestelmällistyttämättömyydellänsäkäänköhän Oy"


@pytest.fixture
def case(live_database: str) -> Case:
    """A case that was paid in part, and a payment of the same debtor that names nothing."""
    with accounts.command():
        of = collection.controller("AMILI")
        made = collection.case_file(of, [collection.debtor(of, LONGEST)])
        search.index(collection.claim(made))
    with bookkeeping():
        bookings = [paid("100.00", ocr(made), LONGEST), paid("300.00", "", LONGEST, "F-2020-118", reference="B-2")]
        data = camt("053", 8, bookings)
        bank_files.book(controller=of, content=BytesIO(data), file="bank.xml", at=timezone.now())
    return made


@pytest.fixture
def desk(page: Page, case: Case) -> Page:
    """A browser in which the bookkeeper is signed in."""
    berit = accounts.member(Role.BOOKKEEPER, name="Berit Bokföring")
    sign_in(page, berit)
    return page


def test_a_payment_is_allocated_by_hand(desk: Page, case: Case) -> None:
    waiting, done = Payment.objects.get(unallocated_minor__gt=0), Payment.objects.get(unallocated_minor=0)
    entry = Allocation.objects.get().entry
    of_one = f"/handler/payments/{waiting.reference}/"
    addresses = ["/handler/payments/", "/handler/payments/?reason=overpaid", f"{of_one}?case={case.reference}"]
    addresses += [f"{of_one}?case=K-1", f"{of_one}refund/", f"/handler/cases/{case.reference}/"]
    addresses += [f"/handler/payments/{done.reference}/take-back/{entry}/"]
    found = {}
    for scheme, width in (("light", 1440), ("dark", 320)):
        desk.emulate_media(color_scheme=scheme)
        desk.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            desk.goto(address)
            found[scheme, address] = complaints(desk)
    assert {where: said for where, said in found.items() if said} == {}
    desk.goto("/handler/payments/")
    desk.get_by_role("link", name=case.reference).click()
    desk.get_by_role("button", name="Allocate", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text("No payment is unallocated")
    expect(desk).to_have_url(re.compile("/handler/payments/$"))
