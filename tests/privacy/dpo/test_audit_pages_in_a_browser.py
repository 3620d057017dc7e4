"""The trail in a real browser: nothing scrolls sideways on the narrowest screen, no accessibility rule is broken."""

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser

from accounts.roles import Role
from audit.models import Event
from personal_data import access
from tests.factories import accounts
from tests.factories.accounts import PASSWORD

PAGES = ("/dpo/", "/dpo/audit/", "/dpo/audit/?last_on=2020-01-01", "/account/second-factor/", "/account/password/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_narrow_and_accessible(server: str, browser: Browser, scheme: str) -> None:
    dora = accounts.member(Role.DPO, email="dora@staff.test", name="Dora Dataskydd")
    assert access.current() is None
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server}/account/login/")
    page.get_by_label("E-mail address").fill("dora@staff.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dpo/")
    event = Event.objects.order_by("-id").first()
    assert event
    for path in (*PAGES, f"/dpo/audit/events/{event.id}/", "/dpo/retention/staff/", f"/dpo/audit/staff/{dora.pk}/"):
        page.goto(f"{server}{path}")
        broken = [violation["id"] for violation in Axe().run(page)["violations"]]
        assert not broken, f"{path}: {broken}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()
