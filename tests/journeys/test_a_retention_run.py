"""A retention run from the night's proposal to its certificate, by two officers in the browser."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Case
from personal_data import access
from personal_data.models import Controller
from retention import tasks
from retention.models import Run
from retention.services import nights
from tests import browser as pages
from tests.factories import accounts, retention


def _signed_in(chromium: Browser, server: str, user: User, scheme: str) -> Page:
    page = chromium.new_context(color_scheme=scheme, bypass_csp=True, base_url=server, locale="en-GB").new_page()
    pages.sign_in(page, user)
    return page


def _look(page: Page, name: str, scheme: str) -> None:
    pages.look(page, f"run-{name}-{scheme}", widths=(390, 1440))


def _due_cases() -> dict[str, Case]:
    """Three cases whose last day is today."""
    with accounts.command():
        controller = retention.controller("AMILI")
        made = {
            name: retention.closed_case(controller, retention.months_ago(36), name)
            for name in ("Anna Andersson", "Bo Berg", "Cia Ceder")
        }
        nights.propose_ahead(controller=Controller.objects.get(), by=access.system("night"), at=timezone.now())
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_people_take_a_run_from_proposal_to_certificate(
    server: str, browser: Browser, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = _due_cases()
    rolf = _signed_in(browser, server, accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"), scheme)
    petra = _signed_in(browser, server, accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"), scheme)
    run = Run.objects.get()

    # Rolf sees what the night proposed, looks at it record by record, and holds one.
    rolf.goto("/dpo/retention/")
    rolf.get_by_role("link", name=run.reference).first.click()
    rolf.get_by_role("link", name="Review", exact=True).click()
    rolf.get_by_role("link", name="All others").wait_for()
    _look(rolf, "review-empty", scheme)
    rolf.get_by_role("link", name="All others").click()
    expect(rolf.get_by_text(cases["Bo Berg"].reference).first).to_be_visible()
    _look(rolf, "review", scheme)
    kept = cases["Cia Ceder"].reference
    rolf.get_by_role("row", name=re.compile(f"{kept} Case file")).get_by_role("link", name="Hold it").click()
    rolf.get_by_label("Why it is held").fill("The court has asked for the file.")
    rolf.get_by_role("button", name="Keep it").wait_for()
    _look(rolf, "keep", scheme)
    rolf.get_by_role("button", name="Keep it").click()
    rolf.get_by_text("The record stays, by a legal hold.").wait_for()
    rolf.get_by_role("link", name="Finish the review").click()
    rolf.get_by_role("button", name="The run is right").wait_for()
    _look(rolf, "reviewed", scheme)
    rolf.get_by_role("button", name="The run is right").click()
    rolf.get_by_text("The run is reviewed").wait_for()

    # Petra approves; Rolf executes, and the worker is out of reach.
    petra.goto(f"/dpo/retention/runs/{run.reference}/approve/")
    petra.get_by_role("button", name="Approve the run").click()
    petra.get_by_text("The run is approved.").wait_for()
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "hand_over", lambda run: False)
        rolf.goto(f"/dpo/retention/runs/{run.reference}/execute/")
        rolf.get_by_role("button", name="Erase what is due").click()
        rolf.get_by_text("Being executed").wait_for()
        _look(rolf, "executing", scheme)

        # Petra pauses it, and nothing has gone.
        petra.goto(f"/dpo/retention/runs/{run.reference}/")
        petra.get_by_role("link", name="Pause").click()
        petra.get_by_role("button", name="Pause the run").click()
        petra.get_by_text("Somebody paused it").wait_for()
        _look(petra, "paused", scheme)
        assert Case.objects.count() == len(cases)

    # It goes on, comes to its end, and is checked and certified.
    rolf.goto(f"/dpo/retention/runs/{run.reference}/resume/")
    rolf.get_by_role("button", name="Go on").click()
    rolf.get_by_text("The run goes on.").wait_for()
    rolf.goto(f"/dpo/retention/runs/{run.reference}/")
    for step in ("Proposed", "Reviewed", "Approved", "Paused", "Executed", "Checked", "Certified"):
        expect(rolf.get_by_role("strong").filter(has_text=step).first).to_be_visible()
    expect(rolf.get_by_text("held by a legal hold").first).to_be_visible()
    _look(rolf, "certified", scheme)
    assert [case.reference for case in Case.objects.all()] == [kept]
    for each in (rolf, petra):
        each.context.close()
