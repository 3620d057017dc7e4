"""Listening: what for, part by part, only the chunks that are asked for, and in the trail with the seconds heard."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from collections_app import events
from collections_app.models import CallRecording, Case, Playback
from personal_data import access, continuing, envelopes
from personal_data.models import BlockKind, SealedFile
from personal_data.purposes import Purpose
from personal_data.services import blocks
from personal_data.values import NotOpened
from tests.collections_app.calls.conftest import SECONDS, recorded, spoke
from tests.collections_app.calls.listening import begin, opened, part
from tests.factories import accounts, sounds

SOUND = sounds.wav(SECONDS)
CHUNK = 64 * 1024


@pytest.fixture
def page(address: str, recording: CallRecording) -> str:
    return f"{address}recordings/{recording.pk}/"


class TestBeginning:
    def test_asks_what_for_and_opens_nothing(self, as_hanna: Client, page: str, recording: CallRecording) -> None:
        shown = as_hanna.get(page).content.decode()
        assert "To confirm what was agreed in the call" in shown
        assert "To train and improve our customer service" in shown
        assert "<audio" not in shown
        assert opened(recording) == []

    def test_says_so_when_nothing_was_chosen(self, as_hanna: Client, page: str) -> None:
        shown = as_hanna.post(page, {}).content.decode()
        assert "Nothing is played. Mend this first:" in shown
        assert "Choose what you listen to it for." in shown

    def test_is_in_the_trail_before_the_first_byte(
        self, as_hanna: Client, hanna: User, player: str, recording: CallRecording, unsealed: list[bytes]
    ) -> None:
        (event,) = opened(recording)
        assert (event.actor_id, event.purpose) == (hanna.pk, "collection")
        assert unsealed == []

    def test_plays_nothing_when_the_trail_cannot_be_written(
        self, as_hanna: Client, page: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise RuntimeError("no trail")

        monkeypatch.setattr("personal_data.openings.recorded", refuse)
        with pytest.raises(RuntimeError):
            as_hanna.post(page, {"purpose": "transaction_proof"})
        assert not Playback.objects.exists()

    def test_needs_the_permission(self, page: str) -> None:
        auditor = accounts.client_of(accounts.member(Role.AUDITOR, name="Axel Auditor"))
        assert auditor.get(page).status_code == 403
        assert auditor.post(page, {"purpose": "transaction_proof"}).status_code == 403


class TestAPurpose:
    @pytest.mark.requirement(
        "INTRUM-38",
        breaks="playing without a purpose of the recording's list, or dropping this one from the notice's list",
    )
    def test_of_service_development_is_listed_and_another_is_refused(
        self, as_hanna: Client, page: str, recording: CallRecording
    ) -> None:
        shown = as_hanna.post(page, {"purpose": "curiosity"}).content.decode()
        assert "The recording was not made for that." in shown
        assert not Playback.objects.exists()
        assert opened(recording) == []
        (refusal,) = accounts.recorded(events.LISTENING_REFUSED)
        assert refusal.reason == "purpose_not_listed"
        begin(as_hanna, page, "service_development")
        assert Playback.objects.get().purpose == "service_development"

    def test_that_was_not_the_recordings_own_is_refused(self, as_hanna: Client, page: str) -> None:
        CallRecording.objects.update(purposes=["transaction_proof"])
        assert "was not made for that" in as_hanna.post(page, {"purpose": "service_development"}).content.decode()

    def test_is_missing_from_an_old_recording_which_is_not_played(self, as_hanna: Client, page: str) -> None:
        CallRecording.objects.update(purposes=[])
        assert "No notice names a purpose for which it was made" in as_hanna.get(page).content.decode()


class TestParts:
    @pytest.mark.parametrize(
        ("asked", "start", "end"),
        [
            ("bytes=0-99", 0, 100),
            ("bytes=70000-70009", 70_000, 70_010),
            ("bytes=-10", len(SOUND) - 10, len(SOUND)),
            (f"bytes={len(SOUND) - 5}-{len(SOUND) + 500}", len(SOUND) - 5, len(SOUND)),
        ],
    )
    def test_come_as_they_were_asked_for(self, as_hanna: Client, player: str, asked: str, start: int, end: int) -> None:
        response = part(as_hanna, player, asked)
        assert response.status_code == 206
        assert response.content == SOUND[start:end]
        assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(SOUND)}"
        assert (response["Content-Length"], response["Content-Type"]) == (str(end - start), "audio/wav")
        assert (response["Accept-Ranges"], response["Cache-Control"]) == ("bytes", "no-store, private")

    def test_of_the_rest_come_bit_by_bit(self, as_hanna: Client, player: str) -> None:
        """A player that asks for everything from here gets eight chunks and asks again."""
        found, at = b"", 0
        while at < len(SOUND):
            response = part(as_hanna, player, f"bytes={at}-")
            assert response.status_code == 206
            assert len(response.content) <= 8 * CHUNK
            found += response.content
            at += len(response.content)
        assert found == SOUND

    def test_decrypt_only_their_own_chunks(self, as_hanna: Client, player: str, unsealed: list[bytes]) -> None:
        part(as_hanna, player, f"bytes={5 * CHUNK + 10}-{6 * CHUNK + 10}")
        assert unsealed == [b"5+", b"6+"]
        unsealed.clear()
        part(as_hanna, player, "bytes=-1")
        assert unsealed == [b"%d." % ((len(SOUND) - 1) // CHUNK)]

    @pytest.mark.parametrize("asked", [f"bytes={len(SOUND)}-", "bytes=9-5", "bytes=-0", "bytes=x", "bytes=0-1,5-6"])
    def test_that_are_not_there_are_refused(
        self, as_hanna: Client, player: str, asked: str, unsealed: list[bytes]
    ) -> None:
        response = part(as_hanna, player, asked)
        assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(SOUND)}")
        assert unsealed == []

    def test_of_all_come_as_a_stream(self, as_hanna: Client, player: str) -> None:
        response = part(as_hanna, player)
        assert (response.status_code, response.getvalue()) == (200, SOUND)

    def test_on_condition_of_the_same_file(self, as_hanna: Client, player: str, recording: CallRecording) -> None:
        tag = part(as_hanna, player, "bytes=0-9")["ETag"]
        assert tag == f'"{SealedFile.objects.get(envelope=recording.envelope).pk}"'
        assert part(as_hanna, player, "bytes=0-9", **{"If-Range": tag}).status_code == 206
        other = part(as_hanna, player, "bytes=0-9", **{"If-Range": '"other"'})
        assert (other.status_code, other.getvalue()) == (200, SOUND)

    def test_are_described_without_a_sound(self, as_hanna: Client, player: str, unsealed: list[bytes]) -> None:
        response = as_hanna.head(player + "sound/", headers={"Range": "bytes=0-99"})
        assert (response.status_code, response["Content-Length"], response.content) == (206, "100", b"")
        assert unsealed == []

    def test_go_on_with_the_one_opening(self, as_hanna: Client, player: str, recording: CallRecording) -> None:
        as_hanna.get(player)
        for asked in ("bytes=0-99", "bytes=500-", "bytes=-100"):
            part(as_hanna, player, asked)
        assert len(opened(recording)) == 1

    def test_go_to_nobody_else(self, player: str, recording: CallRecording) -> None:
        omar = accounts.client_of(accounts.member(Role.HANDLER, name="Omar Other"))
        assert part(omar, player, "bytes=0-99").status_code == 410


class TestGoingOn:
    @pytest.fixture
    def hannas(self, hanna: User, recording: CallRecording) -> Iterator[access.Context]:
        with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="web") as here:
            yield here

    def again(self, recording: CallRecording, here: access.Context, *, actor: Any = None, purpose: Any = None) -> None:
        with access.context(
            actor=actor or here.actor,
            purpose=purpose or Purpose.COLLECTION,
            channel="web",
            controllers=here.controllers,
        ):
            since = timezone.now() - timedelta(minutes=1)
            continuing.open_again([recording], request_id=here.request_id, since=since)

    def test_opens_what_the_trail_says_was_opened(self, recording: CallRecording, hannas: access.Context) -> None:
        with pytest.raises(NotOpened):
            self.again(recording, hannas)
        envelopes.open([recording])
        self.again(recording, hannas)

    def test_is_for_the_same_actor_and_purpose_only(self, recording: CallRecording, hannas: access.Context) -> None:
        envelopes.open([recording])
        with pytest.raises(NotOpened):
            self.again(recording, hannas, actor=access.system("somebody.else"))
        with pytest.raises(NotOpened):
            self.again(recording, hannas, purpose=Purpose.SECURITY)


class TestRefusals:
    def restrict(self, envelope_id: Any) -> None:
        with accounts.command():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[envelope_id], reason_code="accuracy_contested")

    def test_a_restricted_recording_says_why(self, as_hanna: Client, page: str, recording: CallRecording) -> None:
        self.restrict(recording.envelope_id)
        response = as_hanna.post(page, {"purpose": "transaction_proof"})
        assert response.status_code == 403
        assert "we only keep them (GDPR art. 18)" in response.content.decode()

    def test_while_the_case_is_restricted_its_calls_are_not_listened_to(
        self, as_hanna: Client, page: str, case: Case, recording: CallRecording
    ) -> None:
        self.restrict(case.envelope_id)
        assert as_hanna.post(page, {"purpose": "transaction_proof"}).status_code == 403
        assert opened(recording) == []

    def test_a_restriction_stops_a_listening_that_goes_on(
        self, as_hanna: Client, player: str, recording: CallRecording, unsealed: list[bytes]
    ) -> None:
        assert part(as_hanna, player, "bytes=0-99").status_code == 206
        unsealed.clear()
        self.restrict(recording.envelope_id)
        response = part(as_hanna, player, "bytes=100-199")
        assert (response.status_code, unsealed) == (403, [])
        assert "may not be opened for this purpose now" in response.content.decode()

    def test_an_ended_listening_begins_anew(self, as_hanna: Client, page: str, player: str) -> None:
        as_hanna.post(player + "heard/", {"done": "yes"})
        assert part(as_hanna, player, "bytes=0-99").status_code == 410
        response = as_hanna.get(player, follow=True)
        assert response.redirect_chain == [(page, 302)]
        assert "That listening has ended." in response.content.decode()


def test_another_recording_of_the_case_is_not_played_under_this_address(
    as_hanna: Client, case: Case, player: str, address: str
) -> None:
    other = recorded(spoke(case))
    playback = player.rstrip("/").rpartition("/")[2]
    foreign = f"{address}recordings/{other.pk}/playbacks/{playback}/"
    assert part(as_hanna, foreign, "bytes=0-99").status_code == 410
