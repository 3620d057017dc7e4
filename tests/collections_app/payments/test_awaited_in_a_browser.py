"""What somebody has to say of a payment, in a real browser: accessible in both schemes and at every width."""

from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from collections_app.models import Case, Payment
from collections_app.services.payments import bank_files
from personal_data import search
from tests.browser import complaints, sign_in
from tests.collections_app.payments.conftest import bookkeeping, ocr, paid
from tests.collections_app.payments.files import Booking
from tests.collections_app.payments.test_sightings import statement, unnamed
from tests.factories import accounts, collection


@pytest.fixture
def case(live_database: str) -> Case:
    """A case that was paid, a reversal of that payment, and a booking that came twice."""
    with accounts.command():
        of = collection.controller("AMILI")
        made = collection.case_file(of, [collection.debtor(of, "Anna Andersson")])
        search.index(collection.claim(made))
    first = paid("100.00", ocr(made), "Anna Andersson", booked="2026-03-01")
    back = Booking(**{**vars(first), "direction": "DBIT", "is_reversal": True, "reference": "B-9"})
    with bookkeeping():
        for data in (statement("S-1", first, back, unnamed("rent")), statement("S-2", unnamed("rent"))):
            bank_files.book(controller=of, content=BytesIO(data), file="bank.xml", at=timezone.now())
    return made


def test_is_said_in_a_few_steps_without_complaints(page: Page, case: Case) -> None:
    berit = accounts.member(Role.BOOKKEEPER, name="Berit Bokföring")
    sign_in(page, berit)
    reversal, doubt = Payment.objects.get(reason="reversal"), Payment.objects.get(reason="in_doubt")
    page.goto(f"/handler/payments/{doubt.reference}/")
    assert complaints(page) == []
    page.get_by_role("link", name="It is the same payment").click()
    page.get_by_role("heading", name="This will happen").wait_for()
    assert complaints(page) == []
    page.get_by_role("button", name="Say that it is the same").click()
    expect(page.get_by_text("Nothing was booked.")).to_be_visible()
    page.goto(f"/handler/payments/{reversal.reference}/")
    for scheme, width in (("dark", 390), ("light", 1440)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        page.set_viewport_size({"width": width, "height": 900})
        assert complaints(page) == []
    page.locator("a[href*='/took-back/']").click()
    page.get_by_role("button", name="Take the payment back").click()
    page.get_by_role("link", name=f"Show {reversal.other_reference or 'P-'}").wait_for()
    assert complaints(page) == []
    assert set(Payment.objects.values_list("reason", flat=True)) >= {"same", "settled", "reversed"}
