"""The person's path: the printed letter, who looked this morning, the requests, the decisions, the answer.

The debtor has a phone in Swedish that runs no scripts; the staff sit at their desks.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from collections_app.models import CallRecording, Case
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest
from privacy.services.copies import assembly
from privacy.services.requests import carrying_out
from tests.factories import acting, collection
from tests.journeys.cast import Agency, found_agency, import_claims, print_letter, search, sign_in
from tests.journeys.secrecy import nothing_leaks
from tests.privacy.letters import code_in, text_of

HEADER = (
    "debtor_name;identity_number;country;address;postcode;city;invoice_number;amount;currency;issued_on;due_on;ground"
)
ANNA = "Anna Andersson;20000101-2384;SE;Storgatan 73 B;999 10;Provköping;F-1;1 234,50;SEK;2026-03-05;2026-04-04;Power"
WISH = "Jag vill att samtalen försvinner"
WHY = "Fakturan F-1 är obetald och fordran kan prövas i domstol"
SECRETS = ("Anna Andersson", "200001012384", "Storgatan 73 B", "Provköping", WISH, WHY)


@pytest.fixture
def agency(live_database: str) -> Agency:
    cache.clear()
    return found_agency()


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A phone in Swedish that runs no scripts."""
    context = browser.new_context(
        base_url=server, locale="sv-SE", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_from_the_letter_to_the_answer(
    page: Page, phone: Page, agency: Agency, live_database: str, tmp_path: Path
) -> None:
    (tmp_path / "claims.csv").write_text(f"{HEADER}\n{ANNA}\n")
    import_claims(agency, tmp_path / "claims.csv")
    case = Case.objects.get()
    with acting.hanna(Purpose.COLLECTION):
        collection.recording(case.controller, case.case_debtors.get().debtor.subject)
    with nothing_leaks(page, live_database, *SECRETS):
        letter = _a_handler_writes(page, agency, case)
        _the_debtor_signs_in(phone, case, code_in(letter))
        _reads_what_is_held(phone, case)
        _sees_who_looked(phone, case)
        _asks_for_a_copy(phone)
        _asks_for_erasure(phone)
        _the_copy_is_given(page, agency)
        _the_debtor_downloads_the_copy(phone, case, tmp_path)
        _the_privacy_officer_decides(page, agency)
        _a_second_person_agrees(page, agency)
        _the_answer_goes_into_the_portal(page, agency)
        with acting.nightly():
            carrying_out.carry_out(at=timezone.now())
        assert not CallRecording.objects.exists()
        _the_debtor_reads_the_answer(phone, case, tmp_path)


def _a_handler_writes(page: Page, agency: Agency, case: Case) -> bytes:
    """Hanna looks at the case this morning and prints a sign-in letter from it."""
    sign_in(page, agency.hanna)
    search(page, "Ander")
    page.get_by_role("link", name=case.reference).first.click()
    page.get_by_role("link", name="Write a letter").click()
    page.get_by_label("Svenska").check()
    page.get_by_role("button", name="Write the letter").click()
    return print_letter(page)


def _the_debtor_signs_in(phone: Page, case: Case, code: str) -> None:
    phone.goto("/portal/")
    phone.get_by_label("Ärendenummer").fill(case.reference)
    phone.get_by_label("Kod", exact=True).fill(code)
    phone.get_by_role("button", name="Logga in").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Anna Andersson")


def _reads_what_is_held(phone: Page, case: Case) -> None:
    phone.get_by_role("link", name="Det här har vi om dig").click()
    for held in ("Storgatan 73 B", case.reference, "F-1"):
        expect(phone.get_by_role("main")).to_contain_text(held)
    _fits(phone)
    phone.goto("/portal/overview/")


def _sees_who_looked(phone: Page, case: Case) -> None:
    """Today a case handler opened the case, for collecting; no name of an employee stands anywhere."""
    phone.get_by_role("link", name="Vem har sett uppgifterna").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vem har sett uppgifterna")
    day = timezone.localdate(timezone=ZoneInfo(case.controller.time_zone))
    today = phone.locator("section.panel", has=phone.locator(f'time[datetime="{day.isoformat()}"]'))
    looked = today.locator("li", has_text="andläggare").filter(has_text=case.reference)
    expect(looked.first).to_be_visible()
    assert "Hanna" not in phone.content()
    _fits(phone)


def _asks_for_a_copy(phone: Page) -> None:
    phone.goto("/portal/requests/")
    phone.get_by_role("link", name="Begär en kopia av dina uppgifter").click()
    expect(phone.get_by_role("main")).to_contain_text("inom en månad")
    phone.get_by_role("button", name="Skicka begäran").click()
    expect(phone.get_by_role("main")).to_contain_text("Mottagen")


def _the_copy_is_given(page: Page, agency: Agency) -> None:
    """Petra sees what the copy will hold and gives it; the worker makes it."""
    request = DataSubjectRequest.objects.get(right="access")
    sign_in(page, agency.petra)
    page.goto(f"/dpo/requests/{request.reference}/")
    page.get_by_role("link", name="Take it up").click()
    page.get_by_label("signed in to the portal").check()
    page.get_by_role("button", name="Take the request up").click()
    page.get_by_role("link", name="Give the copy").click()
    expect(page.get_by_role("main")).to_contain_text("Call recording")
    page.get_by_role("button", name="Give the copy").click()
    page.get_by_text("The copy is being made").wait_for()
    with acting.nightly(Purpose.SUBJECT_REQUEST):
        assembly.assemble(reference=request.reference, at=timezone.now())


def _the_debtor_downloads_the_copy(phone: Page, case: Case, folder: Path) -> None:
    """As a document to read and as a file for computers; both say the same."""
    request = DataSubjectRequest.objects.get(right="access")
    phone.goto(f"/portal/requests/{request.reference}/")
    document = " ".join(text_of(_downloaded(phone, "Dokument att läsa (PDF)", folder / "copy.pdf")).split())
    file = json.loads(_downloaded(phone, "Fil för datorer (JSON)", folder / "copy.json"))
    assert file["complaint"]["authority"] == "Integritetsskyddsmyndigheten (IMY)"
    values = {datum["value"] for record in file["records"] for entry in record["entries"] for datum in entry["data"]
              if isinstance(datum["value"], str)}  # fmt: skip
    assert {"Anna Andersson", "F-1"} <= values
    for told in ("Anna Andersson", case.reference, "F-1", "Integritetsskyddsmyndigheten"):
        assert told in document, told
    _fits(phone)


def _downloaded(phone: Page, name: str, place: Path) -> bytes:
    with phone.expect_download() as download:
        phone.get_by_role("link", name=name).click()
    download.value.save_as(place)
    return place.read_bytes()


def _asks_for_erasure(phone: Page) -> None:
    phone.goto("/portal/requests/")
    phone.get_by_role("link", name="Be oss radera dina uppgifter").click()
    expect(phone.get_by_role("main")).to_contain_text("inom en månad")
    phone.get_by_role("textbox").fill(WISH)
    phone.get_by_role("button", name="Skicka begäran").click()
    expect(phone.get_by_role("main")).to_contain_text("Mottagen")
    expect(phone.get_by_role("main")).to_contain_text(WISH)
    _fits(phone)


def _the_privacy_officer_decides(page: Page, agency: Agency) -> None:
    """Petra takes the request up, keeps what the open claim needs, and erases the call."""
    request = DataSubjectRequest.objects.get(right="erasure")
    sign_in(page, agency.petra)
    page.goto("/dpo/requests/")
    page.get_by_role("link", name=request.reference).click()
    expect(page.get_by_role("main")).to_contain_text(WISH)
    page.get_by_role("link", name="Take it up").click()
    page.get_by_label("signed in to the portal").check()
    page.get_by_role("button", name="Take the request up").click()
    for kind in ("Case file", "Debtor's profile"):
        page.get_by_role("link", name=f"Keep, with reasons {kind}").click()
        page.get_by_label("Reasons in this case").fill(WHY)
        page.get_by_role("button", name="Decide to keep it").click()
    page.get_by_role("link", name="Erase Call recording").click()
    page.get_by_role("button", name="Decide to erase it").click()
    page.get_by_role("link", name="Close the decisions").click()
    page.get_by_role("button", name="Close the decisions").click()
    expect(page.get_by_role("main")).to_contain_text("Somebody else than you approves the refusals")


def _a_second_person_agrees(page: Page, agency: Agency) -> None:
    sign_in(page, agency.rolf)
    page.goto("/dpo/requests/")
    page.get_by_role("link", name=DataSubjectRequest.objects.get(right="erasure").reference).click()
    expect(page.get_by_role("main")).to_contain_text(WHY)
    page.get_by_role("link", name="Approve the refusals").click()
    page.get_by_role("button", name="Approve the refusals").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Decided")


def _the_answer_goes_into_the_portal(page: Page, agency: Agency) -> None:
    sign_in(page, agency.petra)
    page.goto(f"/dpo/requests/{DataSubjectRequest.objects.get(right='erasure').reference}/")
    page.get_by_role("button", name="Make the answer").click()
    page.get_by_role("button", name="Put into the portal").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Answered")


def _the_debtor_reads_the_answer(phone: Page, case: Case, folder: Path) -> None:
    """What must stay, why, by which law and until when; what went; where to complain."""
    phone.goto("/portal/requests/")
    expect(phone.get_by_role("main")).to_contain_text("Besvarad")
    reference = DataSubjectRequest.objects.get(right="erasure").reference
    phone.goto(f"/portal/requests/{reference}/")
    decided = phone.locator("section.panel", has=phone.get_by_role("heading", name="Vad vi har beslutat"))
    for told in (case.reference, WHY, "artikel 17.3 e i GDPR", "Vi behåller den tills vidare.", "Vi raderar den."):
        expect(decided).to_contain_text(told)
    _fits(phone)
    phone.goto("/portal/requests/")
    erasure = phone.locator("section.panel", has_text=reference)
    with phone.expect_download() as download:
        erasure.get_by_role("link", name="PDF").click()
    download.value.save_as(folder / "answer.pdf")
    said = " ".join(text_of((folder / "answer.pdf").read_bytes()).split())
    for told in (f"{case.reference}", WHY, "artikel 17.3 e i GDPR", "Vi behåller den tills vidare.", "Vi raderar den.",
                 "Integritetsskyddsmyndigheten", "tingsrätt", "35 dagar"):  # fmt: skip
        assert told in said, told


def _fits(phone: Page) -> None:
    """Nothing has to be scrolled sideways on the phone."""
    box = phone.locator("main").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
