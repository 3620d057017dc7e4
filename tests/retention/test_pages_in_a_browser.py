"""The retention pages in a real browser: readable on the narrowest screen, no accessibility rule broken."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import User
from accounts.roles import Role
from personal_data.models import BlockKind, Controller
from personal_data.services import blocks
from retention.models import Run
from retention.services import runs
from tests import browser as pages
from tests.factories import accounts, retention


def _look(page: Page, address: str, name: str) -> None:
    """One page on a phone and on a desk."""
    page.goto(address)
    pages.look(page, f"retention-{name}", widths=(320, 1440))


def _signed_in(browser: Browser, server: str, user: User, scheme: str) -> Page:
    page = browser.new_context(color_scheme=scheme, bypass_csp=True, base_url=server).new_page()
    pages.sign_in(page, user)
    return page


def _propose(by: User) -> Run:
    """A run of a controller that has one case to erase, one that is held, one that is due in a week."""
    with accounts.command():
        controller = retention.controller("AMILI")
        retention.closed_case(controller, retention.months_ago(36))
        retention.closed_case(controller, retention.months_ago(36, days=-7), "Bo Berg")
        held = retention.closed_case(controller, retention.months_ago(37), "Ulla-Britt Wikström")
        blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[held.envelope_id])
        return runs.propose(controller=controller, by=by.pk, at=timezone.now())


def _case_to_hold() -> str:
    """The number of a case that is not due yet."""
    with accounts.command():
        return retention.closed_case(Controller.objects.get(), timezone.localdate(), "Cia Ceder").reference


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_narrow_and_accessible(server: str, browser: Browser, scheme: str) -> None:
    rolf = accounts.member(Role.RECORDS_OFFICER, name="Rolf Records")
    petra = accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy")
    run = _propose(rolf)
    desk = f"{server}/dpo/retention/"
    page = _signed_in(browser, server, rolf, scheme)
    _look(page, desk, f"overview-{scheme}")
    _look(page, f"{desk}?as_of=2026-02-31", f"wrong-day-{scheme}")
    _look(page, f"{desk}rules/", f"rules-{scheme}")
    _look(page, f"{desk}runs/{run.reference}/", f"proposed-{scheme}")
    _look(page, f"{desk}runs/{run.reference}/abandon/", f"abandon-{scheme}")

    second = _signed_in(browser, server, petra, scheme)
    _look(second, f"{desk}runs/{run.reference}/approve/", f"approve-{scheme}")
    second.get_by_role("button", name="Approve the run").click()
    second.get_by_text("The run is approved.").wait_for()

    _look(page, f"{desk}runs/{run.reference}/execute/", f"execute-{scheme}")
    page.get_by_role("button", name="Erase what is due").click()
    page.get_by_text("The run has begun").wait_for()
    _look(page, f"{desk}runs/{run.reference}/", f"executed-{scheme}")
    _look(page, f"{server}/dpo/holds/", f"holds-none-{scheme}")
    page.goto(f"{server}/dpo/holds/new/{_case_to_hold()}/")
    _look(page, page.url, f"hold-{scheme}")
    page.get_by_role("button", name="Place the hold").click()
    page.get_by_text("Mend this first").wait_for()
    page.get_by_label("Why it is held").first.fill("The delivery has to be proven.")
    page.get_by_role("button", name="Place the hold").click()
    page.get_by_text("Nothing of it is erased").wait_for()
    placed = page.url
    for step in ("", "review/", "release/"):
        _look(page, placed + step, f"hold-{step.strip('/') or 'page'}-{scheme}")
    page.get_by_label("Why it is not needed any more").fill("Settled.")
    page.get_by_role("button", name="Release the hold").click()
    page.get_by_text("The hold is released").wait_for()
    _look(page, f"{server}/dpo/holds/", f"holds-{scheme}")
    page.context.close()
    second.context.close()
