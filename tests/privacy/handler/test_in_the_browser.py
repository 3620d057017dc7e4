"""The pages about sign-in letters, looked at by axe: light and dark, on a desk and on a phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from personal_data.purposes import Purpose
from privacy.services.sign_in import codes
from tests import browser
from tests.factories import accounts, acting, collection
from tests.privacy.letters import ADDRESS

NAME = "Ylitarkastusvirastonpuheenjohtajattaren-Åkerström Äärettömänpitkänimisyydenhaltijatar"


@pytest.fixture
def address(live_database: str) -> str:
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        amili = collection.controller()
        debtor = collection.debtor(amili, NAME, address=ADDRESS)
        case = collection.case_file(amili, [debtor])
        codes.issue(case=case, debtor=debtor, language="sv", by=here.actor.id, at=timezone.now())
    return f"/handler/cases/{case.reference}/sign-in-letters/{debtor.reference}/"


def complaints(page: Page) -> list[str]:
    found = [each["id"] for each in browser.violations(page) if each["impact"] in ("serious", "critical")]
    return found + browser.sideways(page)


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 320)])
def test_nothing_serious_is_found(page: Page, address: str, theme: str, width: int) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    browser.sign_in(page, accounts.member(Role.HANDLER))
    page.goto(address)
    page.get_by_role("button", name="Write a new letter").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The letter is written")
    assert complaints(page) == []
    page.get_by_role("link", name="Revoke the code").press("Enter")
    page.get_by_label("Why is it revoked?").wait_for()
    assert complaints(page) == []
    page.get_by_role("button", name="Revoke the code").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose why the code is revoked")
    assert complaints(page) == []
    page.get_by_label("Why is it revoked?").select_option("asked")
    page.get_by_role("button", name="Revoke the code").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The person asked for it")
    assert complaints(page) == []
