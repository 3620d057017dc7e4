"""Each page of a visit without a mouse, without scripts, on a phone and on paper; axe sees them elsewhere."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from collections_app.services.disclosing import disclosures
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy.models import LetterKind, PortalCode, SentBy
from privacy.portal.asking import offered
from privacy.services.requests import letters, notices
from privacy.services.sign_in import codes
from tests.factories import accounts, acting, collection, recipients
from tests.privacy.copies.people import BOS_SECRETS, Cast, cast, earlier_request
from tests.privacy.letters import code_in, paper_of

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def people(live_database: str) -> Cast:
    """Anna with everything that can be held of her, looked at by Hanna this morning."""
    cache.clear()
    return cast()


@pytest.fixture
def letter(people: Cast) -> PortalCode:
    hanna = accounts.member(Role.HANDLER, name="Hanna Hemlig")
    with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="web"):
        envelopes.open([people.anna, people.alone])
        for number in range(12):
            collection.note(people.alone, f"Ringde för {number}:e gången; ingen svarade på Superkalifragilistiskgatan.")
        to = recipients.client(people.alone.creditor)
        wanted = disclosures.Wanted(to, ["claim.amount_minor"], "status_report", "6(1)(e)", "letter")
        disclosures.disclose(case=people.alone, wanted=wanted, by=hanna.pk, at=timezone.now())
    request = earlier_request(people)
    with acting.hanna(Purpose.SUBJECT_REQUEST) as here:
        made = notices.make(request=request, kind=LetterKind.IDENTITY_QUESTION, by=here.actor.id, at=timezone.now())
        letters.mark_sent(letter=made, sent_by=SentBy.PORTAL, by=here.actor.id, at=timezone.now())
        return codes.issue(case=people.alone, debtor=people.anna, language="sv", by=here.actor.id, at=timezone.now())


def sign_in(page: Page, letter: PortalCode) -> None:
    page.goto("/portal/")
    page.locator("[name=case_number]").fill(letter.case_reference)
    page.locator("[name=code]").fill(code_in(paper_of(letter)))
    page.locator("[name=code]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Andersson")


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A phone in Swedish that runs no scripts."""
    context = browser.new_context(base_url=server, locale="sv-SE", viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def show(page: Page, address: str) -> None:
    """Go to a page of the portal and unfold everything."""
    response = page.goto(f"/portal/{address}")
    assert response is not None
    assert response.ok, address
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def test_a_visit_in_swedish_on_a_phone_without_scripts(phone: Page, letter: PortalCode, people: Cast) -> None:
    sign_in(phone, letter)
    main = phone.get_by_role("main")
    phone.get_by_role("link", name="Det här har vi om dig").click()
    expect(main).to_contain_text("1 299,00 kr")
    expect(main).to_contain_text("Ärendet är öppet.")
    expect(main).to_contain_text(people.shared.reference)
    text = main.inner_text()
    assert [secret for secret in BOS_SECRETS if len(secret) > 4 and secret in text] == []
    phone.get_by_role("link", name="Översikt").first.click()
    phone.get_by_role("link", name="Vem har sett uppgifterna").click()
    expect(main).to_contain_text("Handläggare")
    expect(main).to_contain_text("För att handlägga ditt ärende")
    expect(main).to_contain_text("Hyllan Möbler AB")
    assert "Hemlig" not in main.inner_text()
    phone.get_by_role("link", name="Översikt").first.click()
    phone.get_by_role("link", name="Dina rättigheter i klartext").click()
    expect(main).to_contain_text("Integritetsskyddsmyndigheten")
    phone.get_by_role("link", name=str(offered()[0].title)).or_(phone.locator("a.button")).first.click()
    expect(phone).to_have_url(re.compile("/portal/requests/"))


def test_every_page_can_be_walked_through_by_keyboard(page: Page, letter: PortalCode) -> None:
    sign_in(page, letter)
    for address in ("overview/", "held/", "seen/", "rights/", "requests/"):
        show(page, address)
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, summary, input, select, textarea')]"
            ".filter(each => each.checkVisibility()).length"
        )
        reached = walked(page)
        assert len(reached) == wanted, address
        assert reached[0] == "#content"  # the way past the head of the page
        assert all(outline not in ("0px", "none") for outline in reached[1:] if outline.endswith("px")), address


def walked(page: Page) -> list[str]:
    """Tab until the page has been left; for each stop its outline, for the first its address."""
    stops: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(() => { const here = document.activeElement;"
            " if (here === document.body || here.dataset.walked) return null;"
            " here.dataset.walked = 'yes';"
            " return here.getAttribute('href') === '#content' ? '#content' : getComputedStyle(here).outlineWidth; })()"
        )
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError("The page never ends.")


def test_what_is_folded_opens_by_keyboard_and_stands_on_paper(page: Page, letter: PortalCode) -> None:
    sign_in(page, letter)
    page.goto("/portal/held/")
    folded = page.locator("details", has_text="Ringde för").first
    note = folded.get_by_text("Ringde för 3:e gången").first
    expect(note).not_to_be_visible()
    page.emulate_media(media="print")
    expect(note).to_be_visible()
    page.emulate_media(media="screen")
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
