"""A creditor's file comes by the browser: mapped, previewed, imported; its bad rows mended and imported again; rolled
back. At every stop the page is looked at by axe, wide and narrow, light and dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from accounts.roles import Role
from collections_app.models import Case, Claim, ImportFile, ImportUpload
from tests.browser import complaints, sign_in
from tests.factories import accounts
from tests.journeys.cast import Agency, found_agency

pytestmark = pytest.mark.usefixtures("live_database")
HEADINGS = "Kundens fulla namn;Personnr;Vår ref;Summa att driva in;Valuta;Skapad;Förfaller;Färg"
GOOD = "Anna Andersson;20000101-2384;A-{number};1 234,50;SEK;2026-03-05;2026-04-04;röd"
BAD = "Epäjärjestelmällistyttämättömyydellänsäkäänköhän Oy;19801016-2388;B-1;tusen;SEK;2026-03-05;2026-03-01;"
FIELDS = {
    "Kundens fulla namn": "debtor_name",
    "Personnr": "identity_number",
    "Vår ref": "invoice_number",
    "Summa att driva in": "amount",
    "Valuta": "currency",
    "Skapad": "issued_on",
    "Förfaller": "due_on",
    "Färg": "not_used",
}


@pytest.fixture
def agency(live_database: str) -> Agency:
    return found_agency()


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join((HEADINGS, *lines)) + "\n", encoding="utf-8")
    return path


def looked_at(page: Page) -> None:
    """Nothing for axe to complain of, wide and narrow, light and dark."""
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert complaints(page) == [], (page.url, scheme, width)


def upload(page: Page, path: Path) -> None:
    """From the list to the file, with the keyboard."""
    page.goto("/handler/imports/")
    page.get_by_role("link", name="Upload a file").press("Enter")
    page.get_by_role("link", name="Elbolaget AB", exact=True).press("Enter")
    page.get_by_label("File with claims").set_input_files(path)
    page.get_by_role("button", name="Upload it").press("Enter")


def test_is_mapped_previewed_imported_mended_and_rolled_back(page: Page, agency: Agency, tmp_path: Path) -> None:
    sign_in(page, accounts.member(Role.SUPERVISOR, name="Sven Supervisor"))
    page.goto("/handler/imports/")
    looked_at(page)
    page.goto("/handler/imports/new/")
    looked_at(page)

    upload(page, tmp_path / _not_a_claims_file(tmp_path))
    page.get_by_text("This is a PDF, not a CSV file").first.wait_for()
    looked_at(page)

    upload(page, written(tmp_path, "first.csv", *(GOOD.format(number=number) for number in range(12)), BAD))
    page.get_by_role("heading", name="What does each column hold?").wait_for()
    page.get_by_role("button", name="Check the file").press("Enter")
    page.get_by_text("Say which columns hold these").first.wait_for()
    looked_at(page)
    for heading, field in FIELDS.items():
        page.get_by_label(heading, exact=True).select_option(field)
    page.get_by_role("button", name="Check the file").press("Enter")
    page.get_by_role("heading", name="What would become of it").wait_for()
    page.get_by_text("The amount is not a number").wait_for()
    assert not Claim.objects.exists()
    looked_at(page)

    page.get_by_role("button", name="Import it").press("Enter")
    page.get_by_role("heading", name="What became of it").wait_for()
    assert (Claim.objects.count(), Case.objects.count()) == (12, 1)
    looked_at(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows to mend").press("Enter")
    mended = tmp_path / "mended.csv"
    sheet = download.value.path().read_text(encoding="utf-8-sig")
    mended.write_text(sheet.replace("tusen", "1000").replace("2388", "2389").replace("2026-03-01", "2026-04-01"))
    upload(page, mended)
    page.get_by_role("button", name="Import it").press("Enter")
    page.get_by_role("heading", name="What became of it").wait_for()
    assert Claim.objects.count() == 13

    page.get_by_role("link", name="Roll the import back").press("Enter")
    page.get_by_role("button", name="Roll it back").wait_for()
    looked_at(page)
    page.get_by_role("button", name="Roll it back").press("Enter")
    page.get_by_text("Rolled back").first.wait_for()
    assert Claim.objects.count() == 12
    looked_at(page)
    page.goto("/handler/imports/")
    page.get_by_text("not everything went in").wait_for()
    looked_at(page)
    assert ImportFile.objects.count() == ImportUpload.objects.count() == 2


def _not_a_claims_file(folder: Path) -> str:
    (folder / "claims.csv").write_bytes(b"%PDF-1.7 claims")
    return "claims.csv"


def test_goes_its_way_without_scripts(server: str, browser: object, agency: Agency, tmp_path: Path) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    sign_in(page, accounts.member(Role.SUPERVISOR, name="Sven Supervisor"))
    header = "debtor_name;invoice_number;amount;currency;issued_on"
    path = tmp_path / "plain.csv"
    path.write_text(f"{header}\nAnna Andersson;A-1;10;SEK;2026-03-05\n")
    upload(page, path)
    page.get_by_role("button", name="Import it").wait_for()
    ImportUpload.objects.update(state="checking")
    page.reload()
    page.get_by_role("link", name="Look again").wait_for()
    ImportUpload.objects.update(state="checked")
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("heading", name="What became of it").wait_for()
    assert Claim.objects.count() == 1
    context.close()
