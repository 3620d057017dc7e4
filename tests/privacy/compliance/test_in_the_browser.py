"""The monitor, the calendar and the statistics in a real browser: narrow, accessible, by keyboard."""

import pytest
from playwright.sync_api import Browser, expect

from accounts.roles import Role
from tests import browser as pages
from tests.factories import accounts, retention


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_narrow_and_accessible(server: str, browser: Browser, scheme: str) -> None:
    dora = accounts.member(Role.DPO)
    with accounts.command():
        retention.closed_case(retention.controller("AMILI"), retention.months_ago(36, days=1))
    page = browser.new_context(color_scheme=scheme, bypass_csp=True, base_url=server).new_page()  # type: ignore[arg-type]
    pages.sign_in(page, dora)
    page.goto(f"{server}/dpo/compliance/")
    page.get_by_role("button", name="Measure now").press("Enter")
    page.get_by_text("Every promise was measured just now.").wait_for()
    of_case = "/dpo/compliance/AMILI/kept.case_file/"
    for address in (
        "/dpo/compliance/",
        of_case,
        f"{of_case}list/",
        "/dpo/retention/calendar/",
        "/dpo/retention/statistics/",
    ):
        page.goto(f"{server}{address}")
        folded = page.locator("details.disclose:not([open]) > summary")
        for left in reversed(range(folded.count())):
            folded.first.press("Enter")
            expect(folded).to_have_count(left)
        pages.look(page, f"compliance{address.replace('/', '-')}{scheme}", widths=(320, 1440))
    page.context.close()
