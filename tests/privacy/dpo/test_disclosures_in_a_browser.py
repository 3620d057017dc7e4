"""The register, the recipients and the notices in a real browser: axe-core's rules, no sideways scroll, by keyboard."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Disclosure, Recipient, RecipientKind, RecipientSafeguard, SafeguardKind
from collections_app.services import cases
from collections_app.services.disclosing import disclosures
from personal_data.purposes import Purpose
from privacy.models import RecipientNotice
from privacy.services import receiving
from privacy.services.requests import decisions
from tests.browser import complaints, sign_in
from tests.factories import accounts, acting, collection, retention
from tests.factories import recipients as making
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address, receive

LONG = "Epäjärjestelmällistyttämättömyydellänsäkäänköhän Oy"


@pytest.fixture
def petra(live_database: str) -> User:
    return accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy")


@pytest.fixture
def request_page(live_database: str) -> str:
    """A decided request whose closed case two recipients have data of, one of them without an address."""
    with acting.hanna(Purpose.COLLECTION):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        closed = collection.case_file(controller, [debtor])
        for to in (making.recipient(controller), making.recipient(controller, name=LONG, contact="")):
            wanted = disclosures.Wanted(to, ("debtor.name",), "status_report", "6(1)(f)", "file")
            disclosures.disclose(case=closed, wanted=wanted, by=PETRA, at=NOW)
        abroad = making.recipient(controller, RecipientKind.IT_SUPPLIER, name="Cloud Inc.", country="US")
        making.safeguard(abroad, SafeguardKind.PROCESSOR_AGREEMENT)
        making.safeguard(abroad, SafeguardKind.STANDARD_CLAUSES, until=date(2026, 1, 31))
        cases.close(case=closed, reason="paid", closed_on=NOW.date() - timedelta(days=1), by=PETRA, at=NOW)
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        request = receiving.begin_review(request=receive(debtor), identified_how="known_contact", by=PETRA, at=NOW)
        for item in decisions.list_items(request=request):
            decisions.grant(item=item, by=PETRA, at=NOW)
        decisions.conclude(request=request, by=PETRA, at=NOW)
    return f"/dpo/requests/{request.reference}/"


@pytest.fixture
def desk(page: Page, petra: User) -> Page:
    sign_in(page, petra)
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_every_page_is_accessible(desk: Page, request_page: str, scheme: str, width: int) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    line, safeguard = Disclosure.objects.all()[0], RecipientSafeguard.objects.all()[0]
    supplier = f"/dpo/recipients/{safeguard.recipient.reference}/"
    excused = f"{request_page}recipients/{Recipient.objects.get(name=LONG).reference}/not-told/"
    pages = ["/dpo/disclosures/", "/dpo/disclosures/?kind=bank", f"/dpo/disclosures/{line.pk}/", "/dpo/recipients/"]
    pages += [
        "/dpo/recipients/of/AMILI/new/",
        supplier,
        f"{supplier}end/",
        f"{supplier}address/",
        f"{supplier}safeguards/{safeguard.pk}/end/",
    ]
    pages += [request_page, excused, "/dpo/"]
    found = {}
    for address in pages:
        desk.goto(address)
        found[address] = complaints(desk)
    assert {address: said for address, said in found.items() if said} == {}


def test_a_recipient_is_excused_and_the_other_told_by_keyboard_alone(desk: Page, request_page: str) -> None:
    desk.goto(request_page)
    desk.get_by_role("link", name=f"Cannot be told {LONG}").press("Enter")
    desk.get_by_label("telling them is impossible").press("Space")
    desk.get_by_label("Reasons in this case").fill("It was dissolved.")
    desk.get_by_role("button", name="Write it down").press("Enter")
    desk.get_by_text("It was dissolved.").wait_for()
    desk.get_by_role("button", name="Make the answer").press("Enter")
    desk.get_by_role("button", name="Sent by post Hyllan Möbler AB").press("Enter")
    desk.get_by_role("button", name="The recipient confirmed it Hyllan Möbler AB").press("Enter")
    desk.get_by_text("The confirmation is noted").wait_for()
    assert complaints(desk) == []
    assert RecipientNotice.objects.filter(letter__received_on__isnull=False).count() == 1


def test_an_agreement_is_entered_by_keyboard_alone(desk: Page, request_page: str) -> None:
    desk.goto("/dpo/recipients/")
    desk.get_by_role("link", name="Cloud Inc.").press("Enter")
    desk.get_by_label("What is in place?").select_option("adequacy")
    desk.get_by_role("button", name="Enter it").press("Enter")
    desk.get_by_role("alert").wait_for()
    assert complaints(desk) == []
    desk.get_by_role("textbox", name="Document").fill("2023/1795")
    desk.get_by_label("In force from").fill("2026-02-01")
    desk.get_by_role("button", name="Enter it").press("Enter")
    desk.get_by_text("It is entered.").wait_for()
