"""The pages about restricted data in a real browser: axe-core's rules, both themes, no sideways scroll, by keyboard."""

import pytest
from playwright.sync_api import Page

from accounts.roles import Role
from collections_app.models import Case
from personal_data.purposes import Purpose
from privacy.models import LegalStep, Right
from privacy.services import receiving
from privacy.services.contested import decisions, permitted_uses
from tests.browser import complaints, shoot, sign_in
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests.asking import NOW, PETRA, contacts, debtor_with_address, receive


@pytest.fixture
def restricted(live_database: str) -> tuple[Case, str]:
    """A case under an objection, with a legal step that waits; and the reference of the objection."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        case = collection.case_file(controller, [debtor])
        made = receiving.begin_review(
            request=receive(debtor, Right.OBJECTION), identified_how="known_contact", by=PETRA, at=NOW
        )
        decisions.list_item(request=made)
        permitted_uses.ask(
            case=case, step=LegalStep.COURT, reason="The hearing is on Friday.", days=3, by=PETRA, at=NOW
        )
    return case, made.reference


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_are_accessible(restricted: tuple[Case, str], server: str, page: Page, scheme: str, width: int) -> None:
    case, reference = restricted
    user = accounts.member(Role.PRIVACY_OFFICER, Role.HANDLER, name="Petra Privacy")
    sign_in(page, user)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page.set_viewport_size({"width": width, "height": 900})
    request, file = f"/dpo/requests/{reference}/", f"/handler/cases/{case.reference}/"
    pages = {
        "list": "/dpo/restrictions/", "request": request, "grant": f"{request}decision/grant/",
        "refuse": f"{request}decision/refuse/", "approve": f"{request}restriction/uses/1/approve/",
        "announce": f"{request}restriction/announce/", "case": file, "step": f"{file}legal-step/",
    }  # fmt: skip
    found = {}
    for name, address in pages.items():
        page.goto(f"{server}{address}")
        shoot(page, f"restriction-{name}-{scheme}-{width}")
        found[name] = complaints(page)
    assert not any(found.values()), found


def test_a_second_person_approves_by_keyboard(restricted: tuple[Case, str], server: str, page: Page) -> None:
    case, reference = restricted
    sign_in(page, accounts.member(Role.PRIVACY_OFFICER, Role.HANDLER, name="Rolf Records"))
    page.goto(f"{server}/dpo/requests/{reference}/restriction/uses/1/approve/")
    page.get_by_role("button", name="Approve a use of restricted data").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dpo/requests/{reference}/")
    page.goto(f"{server}/handler/cases/{case.reference}/legal-step/use/")
    assert "open for this one use" in page.content()
