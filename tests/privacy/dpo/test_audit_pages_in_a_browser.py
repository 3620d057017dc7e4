"""The trail in a real browser: nothing scrolls sideways on the narrowest screen, no accessibility rule is broken."""

import pytest
from playwright.sync_api import Browser

from accounts.roles import Role
from audit.models import Event
from personal_data import access
from tests import browser as pages
from tests.factories import accounts

PAGES = ("/dpo/", "/dpo/audit/", "/dpo/audit/?last_on=2020-01-01", "/account/second-factor/", "/account/password/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_narrow_and_accessible(server: str, browser: Browser, scheme: str) -> None:
    dora = accounts.member(Role.DPO, name="Dora Dataskydd")
    assert access.current() is None
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, base_url=server)
    page = context.new_page()
    pages.sign_in(page, dora)
    event = Event.objects.order_by("-id").first()
    assert event
    for path in (*PAGES, f"/dpo/audit/events/{event.id}/", "/dpo/retention/staff/", f"/dpo/audit/staff/{dora.pk}/"):
        page.goto(path)
        pages.look(page, f"audit{path.partition('?')[0].replace('/', '-')}{scheme}", widths=(320,))
    context.close()
