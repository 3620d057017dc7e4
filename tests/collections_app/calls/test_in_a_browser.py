"""A call is logged, its recording attached, played and sought, as a handler does it; every page with axe's rules."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from collections_app import events
from collections_app.models import Case
from tests.collections_app.handler.test_in_the_browser import complaints
from tests.factories import accounts, collection, sounds

SECONDS = 300


@pytest.fixture
def case(live_database: str) -> Case:
    with accounts.command():
        of = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
        return collection.case_file(of, [collection.debtor(of, "Ida Johansson")])


@pytest.fixture
def hanna(case: Case) -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def desk(page: Page, hanna: User, settings: Any, tmp_path: Path) -> Page:
    """A browser in which the handler is signed in."""
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    page.goto("/account/login/")
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(hanna.email)
    page.get_by_label("Password").fill(accounts.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/handler/")
    return page


def is_fine(page: Page) -> None:
    """No complaint in either scheme, wide or narrow."""
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its two words
        page.set_viewport_size({"width": width, "height": 900})
        assert complaints(page) == []


def log_a_call(desk: Page, case: Case) -> None:
    desk.goto(f"/handler/cases/{case.reference}/")
    desk.get_by_role("link", name="Log a call").press("Enter")
    desk.get_by_role("button", name="Log the call").click()
    expect(desk.get_by_role("alert")).to_contain_text("Choose what came of the call.")
    is_fine(desk)
    desk.get_by_label("What came of it?").select_option("spoke")
    desk.get_by_label("Who was spoken to?").select_option(label="Ida Johansson (Debtor)")
    desk.get_by_label("Number").fill("+46701740605")
    desk.get_by_label("Began at").fill("2026-11-20T11:30")
    desk.get_by_label("Length").fill("5:00")
    desk.get_by_label("What was said").fill("Promises to pay on Friday.")
    desk.get_by_role("button", name="Log the call").press("Enter")
    expect(desk.get_by_text("We called: spoke with the debtor, 5:00")).to_be_visible()
    is_fine(desk)


def attach_its_recording(desk: Page, tmp_path: Path) -> None:
    desk.get_by_role("link", name="Attach the recording").press("Enter")
    disguised, sound = tmp_path / "call.wav", tmp_path / "real.wav"
    disguised.write_bytes(b"%PDF-1.7")
    sound.write_bytes(sounds.wav(SECONDS))
    desk.get_by_label("a recorded announcement").check()
    desk.get_by_label("Sound file").set_input_files(disguised)
    desk.get_by_role("button", name="Attach the recording").click()
    expect(desk.get_by_role("alert")).to_contain_text("it begins like PDF")
    is_fine(desk)
    desk.get_by_label("Sound file").set_input_files(sound)
    desk.get_by_role("button", name="Attach the recording").press("Enter")
    expect(desk.get_by_text("The recording is sealed.")).to_be_visible()


def listen(desk: Page) -> None:
    desk.get_by_role("link", name="Listen to the recording").press("Enter")
    is_fine(desk)
    desk.get_by_label("To confirm what was agreed").check()
    desk.get_by_role("button", name="Begin to listen").press("Enter")
    player = desk.locator("audio")
    player.evaluate("each => new Promise(done => each.readyState >= 1 ? done() : each.onloadedmetadata = done)")
    assert player.evaluate("each => Math.round(each.duration)") == SECONDS
    is_fine(desk)
    for place in (0, 240):
        player.evaluate("(each, to) => new Promise(done => { each.onseeked = done; each.currentTime = to; })", place)
        player.evaluate("each => { each.muted = true; each.playbackRate = 4; return each.play(); }")
        desk.wait_for_function("to => document.querySelector('audio').currentTime > to + 2", arg=place)
        player.evaluate("each => each.pause()")
    desk.get_by_text("Write the transcript").press("Enter")
    desk.get_by_role("textbox", name="Transcript").fill("Ida: I pay on Friday.")
    desk.get_by_role("button", name="Seal the transcript").click()
    expect(desk.get_by_text("Ida: I pay on Friday.").first).to_be_visible()
    desk.get_by_role("button", name="I have listened").press("Enter")
    expect(desk.get_by_text("The trail says that you listened to 0:")).to_be_visible()


def test_a_call_is_logged_and_its_recording_attached_played_and_sought(desk: Page, case: Case, tmp_path: Path) -> None:
    log_a_call(desk, case)
    attach_its_recording(desk, tmp_path)
    listen(desk)
    heard = Event.objects.get(name=str(events.CALL_LISTENED))
    assert heard.fields == ["reported"]
    assert heard.count is not None
    assert 4 <= heard.count < 60  # two places of two seconds at least, and far from all of it
