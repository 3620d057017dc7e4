"""What was heard of a recording, told by one event; and the transcript, which is read with the listening."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.models import Event, Line
from collections_app import events, tasks
from collections_app.models import CallRecording, Case, Playback
from collections_app.services.calls import playbacks, recordings
from tests.collections_app.calls.listening import begin, opened, part
from tests.factories import accounts


@pytest.fixture
def page(address: str, recording: CallRecording) -> str:
    return f"{address}recordings/{recording.pk}/"


class TestWhatWasHeard:
    def done(self, client: Client, player: str, **played: str) -> Event:
        client.post(player + "heard/", {"done": "yes", **played})
        return accounts.recorded(events.CALL_LISTENED)[-1]

    def test_is_one_event_with_seconds_purpose_and_person(
        self, as_hanna: Client, hanna: User, player: str, case: Case, recording: CallRecording
    ) -> None:
        part(as_hanna, player, f"bytes=0-{44 + 8000 * 50 - 1}")
        event = self.done(as_hanna, player, played="0-12,20-25")
        assert (event.count, event.reason, event.reference) == (17, "transaction_proof", case.reference)
        assert (event.actor_id, event.fields) == (hanna.pk, ["reported"])
        assert Line.objects.filter(event_id=event.id, envelope_id=recording.envelope_id).exists()
        assert len(accounts.recorded(events.CALL_LISTENED)) == 1
        assert not Playback.objects.exists()

    def test_is_never_more_than_was_sent(self, as_hanna: Client, player: str) -> None:
        part(as_hanna, player, f"bytes=0-{8000 * 10 - 1}")
        assert self.done(as_hanna, player, played="0-200").count == 10

    def test_is_all_that_was_sent_when_the_player_says_nothing(self, as_hanna: Client, player: str) -> None:
        part(as_hanna, player, f"bytes=0-{8000 * 10 - 1}")
        part(as_hanna, player, f"bytes={8000 * 5}-{8000 * 12 - 1}")
        event = self.done(as_hanna, player)
        assert (event.count, event.fields) == (12, ["sent"])

    def test_is_nothing_when_nothing_was_played(self, as_hanna: Client, player: str) -> None:
        assert self.done(as_hanna, player).count == 0

    def test_adds_up_over_reloads_of_the_page(self, as_hanna: Client, player: str) -> None:
        part(as_hanna, player).getvalue()
        for played in ("0-10", "5-20", "100-110"):
            assert as_hanna.post(player + "heard/", {"played": played}).status_code == 204
        assert self.done(as_hanna, player).count == 30

    @pytest.mark.parametrize("nonsense", ["", "all of it", "5", "-", "1-2,", "9" * 9 + "-1", "1-2;3-4"])
    def test_believes_no_nonsense(self, as_hanna: Client, player: str, nonsense: str) -> None:
        part(as_hanna, player, f"bytes=0-{8000 * 10 - 1}")
        assert self.done(as_hanna, player, played=nonsense).fields == ["sent"]

    def test_is_told_to_the_listener(self, as_hanna: Client, player: str) -> None:
        part(as_hanna, player).getvalue()
        said = as_hanna.post(player + "heard/", {"done": "yes", "played": "0-83"}, follow=True).content.decode()
        assert "The trail says that you listened to 1:23 of the call." in said

    def test_ends_once(self, as_hanna: Client, player: str) -> None:
        self.done(as_hanna, player)
        self.done(as_hanna, player)
        assert len(accounts.recorded(events.CALL_LISTENED)) == 1

    def test_ends_by_itself_in_the_name_of_who_listened(
        self, as_hanna: Client, hanna: User, player: str, recording: CallRecording
    ) -> None:
        part(as_hanna, player, f"bytes=0-{8000 * 10 - 1}")
        tasks.end_idle_playbacks()
        assert Playback.objects.exists()
        Playback.objects.update(last_at=timezone.now() - playbacks.IDLE - timedelta(seconds=1))
        tasks.end_idle_playbacks()
        (event,) = accounts.recorded(events.CALL_LISTENED)
        assert (event.actor_id, event.count, event.purpose) == (hanna.pk, 10, "collection")
        assert not Playback.objects.exists()


class TestTheTranscript:
    WORDS = "Anna: I pay on Friday."

    def test_is_sealed_with_the_sound(self, as_hanna: Client, player: str, recording: CallRecording) -> None:
        page = as_hanna.post(player, {"transcript": self.WORDS}, follow=True).content.decode()
        assert self.WORDS in page
        kept = CallRecording.objects.get()
        assert (kept.envelope_id, str(kept.transcript)) == (recording.envelope_id, "•••")
        (event,) = accounts.recorded(events.CALL_TRANSCRIBED)
        assert event.reason == "written"

    def test_is_read_with_the_opening_of_the_listening(
        self, as_hanna: Client, page: str, recording: CallRecording
    ) -> None:
        with accounts.command():
            recordings.transcribe(recording=recording, text=self.WORDS)
        assert self.WORDS not in as_hanna.get(page).content.decode()
        before = len(opened(recording))
        assert self.WORDS in as_hanna.get(begin(as_hanna, page)).content.decode()
        assert len(opened(recording)) == before + 1

    def test_is_taken_away_when_it_is_empty(self, as_hanna: Client, player: str) -> None:
        as_hanna.post(player, {"transcript": self.WORDS})
        as_hanna.post(player, {"transcript": " "})
        assert CallRecording.objects.get().transcript is None
