"""A copy from asking to download: on a phone, in Swedish, without scripts; and the privacy officer's pages, by axe."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, PortalCode
from privacy.services.sign_in import codes
from tests.browser import sideways, sign_in
from tests.factories import accounts, acting
from tests.privacy.copies.people import BO, Cast, cast
from tests.privacy.letters import code_in, paper_of
from tests.privacy.portal.test_in_the_browser import PHONE, serious


@pytest.fixture
def people(live_database: str) -> Cast:
    cache.clear()
    return cast()


@pytest.fixture
def letter(people: Cast) -> PortalCode:
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        return codes.issue(case=people.shared, debtor=people.anna, language="sv", by=here.actor.id, at=timezone.now())


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A phone in Swedish that runs no scripts."""
    context = browser.new_context(
        base_url=server, locale="sv-SE", viewport=PHONE, java_script_enabled=False, accept_downloads=True
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def petra(page: Page, people: Cast) -> Page:
    """Petra, the privacy officer, signed in at her desk."""
    member = accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy", email="petra@staff.test")
    sign_in(page, member)
    return page


def signed_in(phone: Page, letter: PortalCode) -> None:
    phone.goto("/portal/")
    phone.get_by_label("Ärendenummer").fill(letter.case_reference)
    phone.get_by_label("Kod", exact=True).fill(code_in(paper_of(letter)))
    phone.get_by_role("button", name="Logga in").click()


def test_a_copy_is_asked_for_given_and_fetched(phone: Page, petra: Page, letter: PortalCode, tmp_path: Path) -> None:
    signed_in(phone, letter)
    phone.get_by_role("link", name="Begär en kopia av dina uppgifter").click()
    phone.get_by_role("button", name="Skicka begäran").click()
    phone.get_by_role("link", name="Tillgång till uppgifterna").click()
    expect(phone.get_by_role("main")).to_contain_text("Vi prövar din begäran")
    reference = DataSubjectRequest.objects.get().reference
    petra.goto(f"/dpo/requests/{reference}/begin/")
    petra.get_by_label("signed in to the portal").check()
    petra.get_by_role("button", name="Take the request up").click()
    petra.get_by_role("link", name="Give the copy").wait_for()
    for theme in ("light", "dark"):
        petra.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        petra.goto(f"/dpo/requests/{reference}/copy/give/")
        assert serious(petra) == []
        petra.goto(f"/dpo/requests/{reference}/copy/refuse/")
        assert serious(petra) == []
    petra.goto(f"/dpo/requests/{reference}/copy/give/")
    expect(petra.get_by_role("main")).to_contain_text("Contact person: It is about another person.")
    petra.get_by_role("button", name="Give the copy").click()
    expect(petra.get_by_role("main")).to_contain_text("The person has not downloaded it yet")
    assert serious(petra) == []
    phone.reload()
    expect(phone.get_by_role("main")).to_contain_text("Du kan ladda ner den till och med")
    assert not sideways(phone)
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="Fil för datorer (JSON)").click()
    waiting.value.save_as(tmp_path / "copy.json")
    found = json.loads((tmp_path / "copy.json").read_text())
    assert waiting.value.suggested_filename == f"{reference}.json"
    assert found["controller"]["name"] == "Amili AB"
    assert BO.split()[1] not in json.dumps(found, ensure_ascii=False)
    phone.reload()
    expect(phone.get_by_role("main")).to_contain_text("Nedladdat: för datorer (JSON)")
    petra.reload()
    expect(petra.get_by_role("main")).to_contain_text("The person has it since")
