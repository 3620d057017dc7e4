"""The retention pages in a real browser: readable on the narrowest screen, no accessibility rule broken."""

from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.roles import Role
from retention.services import runs
from tests.factories import accounts, retention

SHOTS = Path(__file__).resolve().parent.parent.parent / "var" / "screenshots"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_narrow_and_accessible(server: str, browser: Browser, scheme: str) -> None:
    rolf = accounts.member(Role.RECORDS_OFFICER, email="rolf@staff.test", name="Rolf Records")
    with accounts.command():
        controller = retention.controller("AMILI")
        retention.closed_case(controller, retention.months_ago(36))
        run = runs.propose(controller=controller, by=rolf.pk, at=timezone.now())
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server}/account/login/")
    page.get_by_label("E-mail address").fill(rolf.email)
    page.get_by_label("Password").fill(accounts.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dpo/")
    SHOTS.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(("", "rules/", f"runs/{run.reference}/", f"runs/{run.reference}/abandon/")):
        page.goto(f"{server}/dpo/retention/{path}")
        broken = [violation["id"] for violation in Axe().run(page)["violations"]]
        assert not broken, f"{path}: {broken}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.screenshot(path=SHOTS / f"retention-{number}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server}/dpo/retention/")
    page.screenshot(path=SHOTS / f"retention-wide-{scheme}.png")
    context.close()
