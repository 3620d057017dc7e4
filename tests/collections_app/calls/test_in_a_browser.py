"""A call is logged, its recording attached, played and sought, as a handler does it; every page with axe's rules.

And what we serve of an Ogg recording is decoded by the browser: the tones that were recorded come out where they were.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from collections_app import events
from collections_app.models import Case
from collections_app.sounds import clips
from tests import browser
from tests.browser import complaints
from tests.collections_app.calls.conftest import recorded, spoke
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
    browser.sign_in(page, hanna)
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
    desk.get_by_label("What came of it?").wait_for()
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
    desk.get_by_label("Sound file").wait_for()
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
    desk.get_by_role("button", name="Begin to listen").wait_for()
    is_fine(desk)
    desk.get_by_label("To confirm what was agreed").check()
    desk.get_by_role("button", name="Begin to listen").press("Enter")
    player = desk.locator("audio")
    player.wait_for()
    player.evaluate("each => new Promise(done => each.readyState >= 1 ? done() : each.onloadedmetadata = done)")
    assert player.evaluate("each => Math.round(each.duration)") == SECONDS
    is_fine(desk)
    for place in (0, 240):
        player.evaluate("(each, to) => new Promise(done => { each.onseeked = done; each.currentTime = to; })", place)
        player.evaluate("each => { each.muted = true; each.playbackRate = 4; return each.play(); }")
        desk.wait_for_function("to => document.querySelector('audio').currentTime > to + 2", arg=place)
        player.evaluate("each => each.pause()")
    desk.get_by_text("Write the transcript").press("Enter")
    desk.get_by_role("textbox", name="Transcript").wait_for()
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


TONES = (440, 880)
"""Three seconds each."""

ENCODED = """async tones => {
  const packets = [], rate = 48000, each = 3 * rate, sound = new Float32Array(each * tones.length);
  tones.forEach((tone, at) => {
    for (let n = 0; n < each; n++) sound[at * each + n] = 0.5 * Math.sin(2 * Math.PI * tone * n / rate);
  });
  const encoder = new AudioEncoder({
    output: chunk => { const bytes = new Uint8Array(chunk.byteLength); chunk.copyTo(bytes); packets.push([...bytes]); },
    error: error => { throw error; },
  });
  encoder.configure({codec: "opus", sampleRate: rate, numberOfChannels: 1, bitrate: 32000});
  encoder.encode(new AudioData({
    format: "f32", sampleRate: rate, numberOfFrames: sound.length, numberOfChannels: 1, timestamp: 0, data: sound,
  }));
  await encoder.flush();
  return packets;
}"""

DECODED = """async sound_or_address => {
  const bytes = Array.isArray(sound_or_address)
    ? Uint8Array.from(sound_or_address).buffer : await (await fetch(sound_or_address)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(bytes);
  const samples = sound.getChannelData(0), tones = [];
  for (let second = 0; second + 1 <= sound.duration; second++) {
    const part = samples.slice(second * 48000 + 12000, second * 48000 + 36000);
    let rises = 0;
    for (let n = 1; n < part.length; n++) rises += part[n - 1] < 0 && part[n] >= 0;
    tones.push(rises * 2);
  }
  return tones;
}"""


def is_heard(tones: list[int], expected: list[int]) -> bool:
    return len(tones) == len(expected) and all(
        abs(tone - right) <= 10 for tone, right in zip(tones, expected, strict=True)
    )


def test_an_ogg_recording_is_heard_as_it_was_recorded(desk: Page, case: Case) -> None:
    """Opus as the browser's own encoder makes it, sealed, served in parts and decoded; so is a part cut from it."""
    whole = sounds.opus([bytes(each) for each in desk.evaluate(ENCODED, TONES)])
    recording = recorded(spoke(case), whole)
    desk.goto(f"/handler/cases/{case.reference}/recordings/{recording.pk}/")
    desk.get_by_label("To confirm what was agreed").check()
    desk.get_by_role("button", name="Begin to listen").press("Enter")
    player = desk.locator("audio")
    player.wait_for()
    player.evaluate("each => new Promise(done => each.readyState >= 1 ? done() : each.onloadedmetadata = done)")
    assert player.evaluate("each => Math.round(each.duration)") == 6
    player.evaluate("each => new Promise(done => { each.onseeked = done; each.currentTime = 4; })")
    player.evaluate("each => { each.muted = true; return each.play(); }")
    desk.wait_for_function("() => document.querySelector('audio').currentTime > 5")
    player.evaluate("each => each.pause()")
    served = player.evaluate("each => each.currentSrc")
    assert is_heard(desk.evaluate(DECODED, served), [440] * 3 + [880] * 3)
    part = b"".join(clips.cut(BytesIO(whole), "audio/ogg", start=3, end=5))
    assert is_heard(desk.evaluate(DECODED, list(part))[:2], [880] * 2)
