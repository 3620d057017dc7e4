"""Records are entered and ended, and a part of a call is kept, by keyboard; every page with axe's rules."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from collections_app.models import CallRecording, Case
from tests import browser
from tests.collections_app.calls.conftest import recorded, spoke
from tests.collections_app.calls.test_in_a_browser import is_fine
from tests.factories import accounts, collection, retention


@pytest.fixture
def recording(live_database: str, settings: Any, tmp_path: Path) -> CallRecording:
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    with accounts.command():
        of = retention.controller("INTRUM")
        case = collection.case_file(of, [collection.debtor(of, "Ida Johansson")])
        collection.note(case)
    return recorded(spoke(case))


@pytest.fixture
def sven(recording: CallRecording) -> User:
    return accounts.member(Role.SUPERVISOR, name="Sven Supervisor")


@pytest.fixture
def desk(page: Page, sven: User) -> Page:
    browser.sign_in(page, sven)
    return page


def test_hardship_is_entered_on_a_case_and_ended(desk: Page, recording: CallRecording) -> None:
    desk.goto(f"/handler/cases/{recording.case_reference}/")
    desk.get_by_role("link", name="Records on this case").press("Enter")
    expect(desk.get_by_role("heading", name="Records on this case")).to_be_visible()
    is_fine(desk)
    desk.get_by_role("link", name="Hardship").press("Enter")
    desk.get_by_role("button", name="Seal the record").wait_for()
    desk.get_by_label("In hardship since").fill("")
    desk.get_by_role("button", name="Seal the record").press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Enter the day.")
    is_fine(desk)
    desk.get_by_label("In hardship since").fill("2026-01-05")
    desk.get_by_role("button", name="Seal the record").press("Enter")
    expect(desk.get_by_text("is sealed.")).to_be_visible()
    is_fine(desk)
    desk.get_by_role("link", name="It has ended").press("Enter")
    desk.get_by_role("button", name="End it").wait_for()
    desk.get_by_label("How did it end?").select_option("pause_ended")
    is_fine(desk)
    desk.get_by_role("button", name="End it").press("Enter")
    expect(desk.get_by_text("It is noted")).to_be_visible()
    desk.goto("/handler/records/")
    expect(desk.get_by_role("heading", name="Other records")).to_be_visible()
    is_fine(desk)


def test_a_part_of_a_call_is_kept_for_a_dispute(desk: Page, recording: CallRecording) -> None:
    case = Case.objects.get(reference=recording.case_reference)
    desk.goto(f"/handler/cases/{case.reference}/legal-files/")
    desk.get_by_label("What kind of matter is it?").select_option("dispute")
    desk.get_by_label("What is it about?").fill("Whether the goods came")
    desk.get_by_role("button", name="Open the file").press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Name the court or authority")
    is_fine(desk)
    desk.get_by_label("Court or authority").fill("Helsingin käräjäoikeus")
    desk.get_by_role("button", name="Open the file").press("Enter")
    expect(desk.get_by_text("is open. Copy what it needs.")).to_be_visible()
    desk.get_by_role("link", name="Keep a part of the call").press("Enter")
    desk.get_by_role("button", name="Keep it for the dispute").wait_for()
    desk.get_by_label("From", exact=False).first.fill("0:30")
    desk.get_by_label("To", exact=True).or_(desk.get_by_label("To (optional)")).first.fill("0:42")
    desk.get_by_label("Why does the dispute need it?").fill("She says that it came.")
    is_fine(desk)
    desk.get_by_role("button", name="Keep it for the dispute").press("Enter")
    expect(desk.get_by_text("It is in the file.")).to_be_visible()
    expect(desk.locator("audio")).to_have_count(1)
    is_fine(desk)
