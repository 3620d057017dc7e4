"""The letter: a handler writes and prints it, the debtor signs in with what it says, the handler ends it again.

The code is known beforehand here and nowhere else, so that the scan can look for it everywhere.
"""

import secrets
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from audit.models import Event
from collections_app.models import Case
from privacy import events
from privacy.policies.sign_in import codes
from tests.journeys.cast import Agency, found_agency, import_claims, print_letter, search, sign_in
from tests.journeys.secrecy import nothing_leaks
from tests.privacy.letters import code_in, text_of

HEADER = (
    "debtor_name;identity_number;country;address;postcode;city;invoice_number;amount;currency;issued_on;due_on;ground"
)
ANNA = "Anna Andersson;20000101-2384;SE;Storgatan 73 B;999 10;Provköping;F-1;1 234,50;SEK;2026-03-05;2026-04-04;Power"
CODE = codes.make(secrets.choice)
SECRETS = ("Anna Andersson", "200001012384", "Storgatan 73 B", "Provköping", CODE, codes.grouped(CODE))


@pytest.fixture
def agency(live_database: str) -> Agency:
    cache.clear()
    return found_agency()


def test_opens_the_portal_until_it_is_revoked(
    page: Page, agency: Agency, live_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "make", lambda _choose: CODE)
    (tmp_path / "claims.csv").write_text(f"{HEADER}\n{ANNA}\n")
    import_claims(agency, tmp_path / "claims.csv")
    with nothing_leaks(page, live_database, *SECRETS):
        _tell(page, agency)


def _tell(page: Page, agency: Agency) -> None:
    case = Case.objects.get()
    sign_in(page, agency.hanna)
    search(page, "Ander")
    page.get_by_role("link", name=case.reference).first.click()
    page.get_by_role("link", name="Write a letter").click()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Write the letter").click()
    page.get_by_role("button", name="Print the letter").wait_for()
    handlers_page = page.url
    letter = print_letter(page)
    assert "Storgatan 73 B" in text_of(letter)

    page.goto("/portal/")
    page.get_by_label("Case number").fill(case.reference)
    page.get_by_label("Code", exact=True).fill(code_in(letter))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Andersson")
    assert Event.objects.filter(name=str(events.PORTAL_SIGNED_IN)).count() == 1

    page.goto(handlers_page)
    page.get_by_role("link", name="Revoke the code").click()
    page.get_by_label("Why is it revoked?").select_option("lost")
    page.get_by_role("button", name="Revoke the code").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody can sign in with it any more")
    page.goto("/portal/overview/")
    expect(page.get_by_role("main")).to_contain_text("Your visit is over")
