"""A recording is attached to a logged call: what it is, how large, how the person knew, and what the notice allows."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from collections_app import events
from collections_app.models import Call, CallRecording, Case
from collections_app.services.calls import recordings
from personal_data import envelopes, files, uploads
from personal_data.models import BlockKind, Envelope, SealedFile
from personal_data.services import blocks
from tests.collections_app.calls.conftest import AT, BEGAN, BY, SECONDS, recorded, spoke
from tests.factories import accounts, collection, sounds

pytestmark = pytest.mark.usefixtures("file_store")


@pytest.fixture
def page(address: str, call: Call) -> str:
    return f"{address}calls/{call.pk}/recording/"


def send(client: Client, page: str, content: bytes, *, name: str = "call.wav", told: str = "announced") -> Any:
    sound = SimpleUploadedFile(name, content, content_type="audio/wav")
    return client.post(page, {"sound": sound, "told": told}, follow=True)


class TestARecording:
    @pytest.mark.parametrize(
        ("content", "name", "media_type", "seconds"),
        [
            (sounds.wav(SECONDS), "call.wav", "audio/wav", SECONDS),
            (sounds.mp3(1000, tag=True), "call.mp3", "audio/mpeg", 36),
            (sounds.ogg(75), "call.ogg", "audio/ogg", 75),
            (sounds.mp3(1000), "called something else.txt", "audio/mpeg", 36),
        ],
    )
    def test_is_known_by_its_content(
        self, as_hanna: Client, page: str, content: bytes, name: str, media_type: str, seconds: int
    ) -> None:
        assert "The recording is sealed." in send(as_hanna, page, content, name=name).content.decode()
        recording = CallRecording.objects.get()
        file = SealedFile.objects.get(envelope=recording.envelope)
        assert (recording.seconds, file.media_type, file.size) == (seconds, media_type, len(content))
        with accounts.command():
            envelopes.open([recording])
            assert b"".join(files.read(file)) == content

    def test_is_sealed_with_the_case_named_and_a_clock_of_its_own(
        self, case: Case, call: Call, recording: CallRecording
    ) -> None:
        envelope = Envelope.objects.get(pk=recording.envelope_id)
        assert envelope.pk != case.envelope_id
        assert (envelope.record_class, envelope.trigger_on) == ("call_recording", BEGAN.date())

    def test_has_the_local_day_of_the_call_as_trigger(self, case: Case) -> None:
        late = spoke(case, started_at=BEGAN.replace(day=19, hour=22, minute=30))  # half past midnight in Helsinki
        assert Envelope.objects.get(pk=recorded(late).envelope_id).trigger_on == BEGAN.date()

    def test_leaves_its_event(self, as_hanna: Client, case: Case, page: str) -> None:
        send(as_hanna, page, sounds.wav(3))
        (event,) = accounts.recorded(events.CALL_RECORDED)
        assert (event.reference, event.reason) == (case.reference, "announced")

    def test_hangs_on_the_line_of_the_contact_log(
        self, as_hanna: Client, address: str, recording: CallRecording
    ) -> None:
        shown = as_hanna.get(address).content.decode()
        assert f"{address}recordings/{recording.pk}/" in shown
        assert "Attach the recording" not in shown

    @pytest.mark.parametrize(
        ("spoken_to", "is_anothers"),
        [("debtor", False), ("guardian", True), ("contact", True), ("third_person", True), ("representative", True)],
    )
    def test_tells_whether_somebody_else_is_heard(self, case: Case, spoken_to: str, is_anothers: bool) -> None:
        assert recorded(spoke(case, spoken_to=spoken_to)).has_anothers_voice is is_anothers

    def test_on_an_answering_machine_is_taken_and_has_no_other_voice(self, case: Case) -> None:
        left = spoke(case, outcome="voicemail", spoken_to="nobody", text="")
        assert not recorded(left).has_anothers_voice


class TestWhatIsNotTaken:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"%PDF-1.7 and so on", "it begins like PDF"),
            (b"<html><script>alert(1)</script>", "it begins like HTML/XML"),
            (b"MZ\x90\x00\x03 and so on", "it begins like Windows EXE"),
            (b"My notes of the call", "This is no WAV, MP3 or Ogg sound, whatever its name says."),
            (sounds.wav(1)[:40], "it is damaged or cut off"),
            (b"", "The file is empty."),
            (sounds.ogg(5, coding=b"\x80theora!"), "in a way that browsers do not play"),
        ],
    )
    def test_says_what_it_is_and_keeps_nothing(
        self, as_hanna: Client, page: str, file_store: Path, content: bytes, said: str
    ) -> None:
        shown = send(as_hanna, page, content).content.decode()
        assert said in shown
        assert "Nothing was saved" in shown
        assert not CallRecording.objects.exists()
        assert not [path for path in file_store.rglob("*") if path.is_file()]

    def test_a_file_larger_than_the_limit(
        self, as_hanna: Client, page: str, monkeypatch: pytest.MonkeyPatch, file_store: Path
    ) -> None:
        assert recordings.LARGEST == 104_857_600
        build = uploads.SealingHandler.__init__

        def small(handler: Any, request: Any = None, *, limit: int) -> None:
            assert limit == 104_857_600
            build(handler, request, limit=1000)

        monkeypatch.setattr(uploads.SealingHandler, "__init__", small)
        monkeypatch.setattr(recordings, "LARGEST", 1000)
        assert "The file is larger than 100 MB." in send(as_hanna, page, sounds.wav(3)).content.decode()
        assert not CallRecording.objects.exists()

    def test_the_limit_and_the_kinds_are_told_first(self, as_hanna: Client, page: str) -> None:
        assert "WAV, MP3 or Ogg; 100 MB at most." in as_hanna.get(page).content.decode()

    def test_no_file_at_all(self, as_hanna: Client, page: str) -> None:
        shown = as_hanna.post(page, {"told": "announced"}).content.decode()
        assert "Choose the sound file of the call." in shown

    def test_a_second_recording_of_the_same_call(self, as_hanna: Client, page: str, recording: CallRecording) -> None:
        assert "This call has its recording already." in send(as_hanna, page, sounds.wav(3)).content.decode()
        assert CallRecording.objects.get() == recording

    def test_the_recording_of_a_call_that_nobody_answered(self, case: Case) -> None:
        missed = spoke(case, outcome="no_answer", spoken_to="nobody", seconds=0, text="")
        with pytest.raises(recordings.NotTaken) as refusal:
            recorded(missed)
        assert refusal.value.code == "not_reached"

    def test_nothing_while_the_case_is_restricted(self, as_hanna: Client, case: Case, page: str) -> None:
        with accounts.command():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[case.envelope_id], reason_code="accuracy_contested")
        assert send(as_hanna, page, sounds.wav(3)).status_code == 403
        assert not CallRecording.objects.exists()

    def test_nothing_from_who_only_reads(self, page: str) -> None:
        auditor = accounts.client_of(accounts.member(Role.AUDITOR, name="Axel Auditor"))
        assert send(auditor, page, sounds.wav(3)).status_code == 403

    def test_nothing_without_the_token_of_the_form(self, hanna: Any, page: str) -> None:
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(hanna)
        assert send(careful, page, sounds.wav(3)).status_code == 403
        assert not CallRecording.objects.exists()


class TestWhoWasTold:
    @pytest.mark.parametrize("told", ["", "not_told"])
    def test_the_recording_of_somebody_who_was_not_is_not_kept(self, as_hanna: Client, page: str, told: str) -> None:
        shown = send(as_hanna, page, sounds.wav(3), told=told).content.decode()
        assert "Nothing was saved" in shown
        assert not CallRecording.objects.exists()

    def test_the_service_asks_too(self, call: Call) -> None:
        with pytest.raises(recordings.NotTaken) as refusal:
            recorded(call, told="")
        assert refusal.value.code == "not_told"

    def test_is_kept_with_the_recording(self, call: Call) -> None:
        assert recorded(call, told="by_handler").told == "by_handler"


class TestANoticeThatDoesNotSpeakOfRecordings:
    @pytest.mark.parametrize("reference", ["AXACTOR", "AMILI", "ALMI", "OPR", "NOBODY"])
    def test_keeps_recordings_off(self, as_hanna: Client, reference: str) -> None:
        with accounts.command():
            other = collection.controller(reference)
            case = collection.case_file(other, [collection.debtor(other)])
        call = spoke(case)
        with pytest.raises(recordings.NotTaken) as refusal:
            recorded(call)
        assert refusal.value.code == "off"
        page = as_hanna.get(f"/handler/cases/{case.reference}/calls/{call.pk}/recording/").content.decode()
        assert "The notice of this controller does not say that calls are recorded." in page
        assert "Attach the recording" not in as_hanna.get(f"/handler/cases/{case.reference}/").content.decode()


@pytest.mark.requirement(
    "INTRUM-15", breaks="dropping start time, agent, case link, purposes or the clock of its own from a recording"
)
def test_a_recording_knows_start_agent_case_purposes_and_its_own_clock(
    case: Case, call: Call, recording: CallRecording
) -> None:
    kept = CallRecording.objects.get(pk=recording.pk)
    assert (kept.recorded_at, kept.agent, kept.case_reference) == (BEGAN, BY, case.reference)
    assert kept.purposes == ["service_development", "transaction_proof"]
    assert kept.call == call.pk
    clocks = Envelope.objects.in_bulk([kept.envelope_id, case.envelope_id])
    assert clocks[kept.envelope_id].trigger_on == BEGAN.date()
    assert clocks[case.envelope_id].trigger_on is None


def test_a_failed_sealing_leaves_no_recording(call: Call, monkeypatch: pytest.MonkeyPatch, file_store: Path) -> None:
    class Breaks(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if size == files.CHUNK_BYTES and self.tell() > 100_000:
                raise ConnectionResetError
            return super().read(size)

    content = sounds.wav(SECONDS)
    with accounts.command(), pytest.raises(ConnectionResetError):
        recordings.attach(call=call, content=Breaks(content), size=len(content), told="announced", at=AT)
    assert not CallRecording.objects.exists()
    assert not [path for path in file_store.rglob("*") if path.is_file()]
