"""The pages of single records and of changed rules in a real browser: narrow, accessible, usable from the keyboard."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.roles import Role
from personal_data import envelopes
from retention.models import RetentionRule
from tests import browser as pages
from tests.factories import accounts, retention
from tests.retention.test_pages_in_a_browser import _look, _signed_in


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_records_to_mend_and_what_if(server: str, browser: Browser, scheme: str) -> None:
    with accounts.command():
        amili = retention.controller("AMILI")
        retention.closed_case(amili, date(2025, 3, 31), "Bo Berg")
        lost = retention.closed_case(amili, retention.months_ago(5))
        envelopes.set_trigger(envelopes=[lost.envelope_id], trigger_on=None)
    rolf = accounts.member(Role.RECORDS_OFFICER, name="Rolf Records")
    desk = f"{server}/dpo/retention/"
    page = _signed_in(browser, server, rolf, scheme)
    _look(page, f"{desk}unclear/", f"unclear-{scheme}")
    page.get_by_role("link", name="Case file").click()
    page.get_by_role("heading", name="In words").wait_for()
    record = page.url
    _look(page, record, f"record-{scheme}")
    page.get_by_role("link", name="Suomi").press("Enter")
    page.get_by_text("Hyvä perintätapa").wait_for()
    page.get_by_role("button", name="Set the day").click()
    page.locator(":is(input, select, textarea):invalid:focus").wait_for()  # the browser itself asks for it
    page.goto(record)
    page.get_by_label("Day", exact=True).fill(f"{timezone.localdate() + timedelta(days=90)}")
    page.get_by_role("button", name="Set the day").press("Enter")
    page.get_by_text("Name the law").first.wait_for()
    pages.look(page, f"retention-record-wrong-{scheme}", widths=(390,))
    page.get_by_label("Law, or name of the register").fill("Lag (1999:1078) 7 kap. 2 §")
    page.get_by_role("button", name="Set the day").press("Enter")
    page.get_by_text("proposed: a law demands it").wait_for()
    _look(page, record, f"record-own-{scheme}")
    with accounts.command():
        rule = RetentionRule.objects.get(code="case_file.notice")
    _look(page, f"{desk}what-if/", f"what-if-none-{scheme}")
    asked = f"rule={rule.id}&months=12&begins={timezone.localdate()}"
    _look(page, f"{desk}what-if/?{asked}", f"what-if-{scheme}")
    _look(page, f"{desk}what-if/?rule={rule.id}&months=0&begins=2026-02-31", f"what-if-wrong-{scheme}")
    page.context.close()
