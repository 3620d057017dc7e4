"""The monitor, the calendar and the statistics in a real browser: narrow, accessible, by keyboard."""

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser

from accounts.roles import Role
from tests.factories import accounts, retention


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_narrow_and_accessible(server: str, browser: Browser, scheme: str) -> None:
    dora = accounts.member(Role.DPO)
    with accounts.command():
        retention.closed_case(retention.controller("AMILI"), retention.months_ago(36, days=1))
    page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()  # type: ignore[arg-type]
    page.goto(f"{server}/account/login/")
    page.get_by_label("E-mail address").fill(dora.email)
    page.get_by_label("Password").fill(accounts.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/login/" not in address)
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
        for summary in page.locator("details.disclose > summary").all():
            summary.press("Enter")
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            broken = [violation["id"] for violation in Axe().run(page)["violations"]]
            assert not broken, f"{address} at {width}: {broken}"
