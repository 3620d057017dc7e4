"""The first whole journey: invoices come in, a case is found, worked and closed, erased when due, and the trail tells.

Told twice: on files that the test makes, and on the shared real ones.
"""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import Page, expect

from collections_app.models import Case, Claim, Debtor, IntakeItem
from personal_data.models import DataSubject
from tests.collections_app.conftest import credit_note, invoice
from tests.journeys.cast import Agency, found_agency, import_claims, let_time_pass, search, sign_in
from tests.journeys.secrecy import nothing_leaks

PEPPOL = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data" / "peppol"
ANNA = (
    "Anna Andersson;20000101-2384;SE;Lindgatan 73 B;999 10;Provköping;+46701740605;anna@example.org;F-1;1 234,50;SEK;"
    "2026-03-05;2026-04-04;Electricity"
)
WRONG = "Bo Berg;20000101-2385;SE;;;;;;F-2;10,00;SEK;2026-03-05;2026-04-04;Electricity"
HEADER = (
    "debtor_name;identity_number;country;address;postcode;city;phone;email;invoice_number;amount;currency;"
    "issued_on;due_on;ground"
)
SECRETS = ("Anna Andersson", "200001012384", "20000101-2384", "Lindgatan 73 B", "Provköping", "+46701740605",
           "anna@example.org", "Bageriet", "Karin Kontakt", "promised to pay on Friday", "Bo Berg",
           "20000101-2385")  # fmt: skip
OF_REAL_FILES = ("Buyercompany ASA", "Anystreet 8", "Back door", "John Doe", "5121230", "john@buyercompany.no",
                 "Buyer Official Name", "39937423947", "asked for a copy of the invoice")  # fmt: skip


@pytest.fixture
def agency(live_database: str) -> Agency:
    return found_agency()


def _erase_what_is_due(agency: Agency) -> str:
    printed = StringIO()
    call_command(
        "run_retention", "--execute", "--by", agency.rolf.email, "--approved-by", agency.petra.email, stdout=printed
    )
    return printed.getvalue()


def _close(page: Page, case: Case) -> None:
    page.goto(f"/handler/cases/{case.reference}/close/")
    page.get_by_label("Why is it closed?").select_option(index=1)
    page.get_by_role("main").get_by_role("button", name="Close the case").click()
    page.wait_for_url(f"**/handler/cases/{case.reference}/")
    expect(page.get_by_role("main")).to_contain_text("Closed")


def _write_note(page: Page, text: str) -> None:
    page.get_by_label("Write a note").fill(text)
    page.get_by_label("What is it about?").select_option("payment")
    page.get_by_label("How confidential is it?").select_option("normal")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_role("main")).to_contain_text(text)


def _follow_the_trail(page: Page, agency: Agency, case: Case, secrets: Sequence[str]) -> None:
    """Every step stands there, and no personal value with it."""
    sign_in(page, agency.dora)
    page.goto(f"/dpo/audit/cases/{case.reference}/")
    for step in ("Taking in claims", "opened for reading", "A note was written", "closed", "erased through the gate"):
        expect(page.get_by_role("main")).to_contain_text(step)
    _reads_no_secret(page, secrets)
    page.goto("/dpo/audit/")
    _reads_no_secret(page, secrets)


def _reads_no_secret(page: Page, secrets: Sequence[str]) -> None:
    shown = page.content()
    assert not [secret for secret in secrets if secret in shown]


@pytest.mark.requirement(
    "AMILI-34", breaks="a rule or gate that leaves anything of a case later than 36 months after its close"
)
def test_a_claim_lives_and_dies(page: Page, agency: Agency, live_database: str, tmp_path: Path) -> None:
    with nothing_leaks(page, live_database, *SECRETS):
        _tell(page, agency, live_database, tmp_path)


def _tell(page: Page, agency: Agency, live_database: str, tmp_path: Path) -> None:
    files = {"claims.csv": f"{HEADER}\n{ANNA}\n{WRONG}\n", "invoice.xml": invoice(), "credit.xml": credit_note("U-1")}
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(CommandError, match="1 of 3 files"):  # a bad row makes the command say so
        import_claims(agency, *(tmp_path / name for name in files))
    assert Claim.objects.count() == 3
    assert "Bo Berg" in (tmp_path / "claims.csv.mend.csv").read_text()

    sign_in(page, agency.hanna)
    search(page, "Ander")
    expect(page.get_by_role("main")).to_contain_text("Anna Andersson")
    assert "Ander" not in page.url
    case = Case.objects.get(case_debtors__debtor__kind="person")
    page.get_by_role("link", name=case.reference).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.reference)
    _write_note(page, "promised to pay on Friday")
    _close(page, case)

    let_time_pass(case, 36, database=live_database)
    assert "erased" in _erase_what_is_due(agency)
    assert not Case.objects.filter(pk=case.pk).exists()
    assert not Debtor.objects.filter(kind="person").exists()
    search(page, "Ander")
    expect(page.get_by_role("main")).not_to_contain_text("Anna Andersson")
    assert page.request.get(f"/handler/cases/{case.reference}/").status == 404

    _follow_the_trail(page, agency, case, SECRETS)

    (tmp_path / "again.csv").write_text(f"{HEADER}\n{ANNA}\n")
    import_claims(agency, tmp_path / "again.csv")
    assert IntakeItem.objects.get().kind == "parked_erased"
    assert DataSubject.objects.count() == 2  # the bakery and its contact; nobody was made anew


def test_real_invoices_live_and_die(page: Page, agency: Agency, live_database: str) -> None:
    if not PEPPOL.is_dir():
        pytest.skip("the shared invoices are not beside this checkout (../shared/data/peppol)")
    with nothing_leaks(page, live_database, *OF_REAL_FILES):
        _tell_of_real_invoices(page, agency, live_database)


def _tell_of_real_invoices(page: Page, agency: Agency, live_database: str) -> None:
    import_claims(agency, *sorted(PEPPOL.glob("*.xml")))
    assert IntakeItem.objects.get().kind == "conflict"

    sign_in(page, agency.hanna)
    search(page, "Buyercompany")
    expect(page.get_by_role("main")).to_contain_text("Buyercompany ASA")
    page.locator("main").get_by_role("link", name="K-").first.click()
    expect(page.get_by_role("main")).to_contain_text("802.00")
    case = Case.objects.get(reference=page.url.rstrip("/").rsplit("/", 1)[1])
    _write_note(page, "asked for a copy of the invoice")
    _close(page, case)

    let_time_pass(case, 36, database=live_database)
    assert "erased" in _erase_what_is_due(agency)
    assert not Case.objects.filter(pk=case.pk).exists()
    assert Case.objects.exists()  # of the other buyers, which are open
    _follow_the_trail(page, agency, case, OF_REAL_FILES)
