"""The clock of a call recording: six months from the call, whatever the case does, and everything of it goes."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Line
from collections_app import events
from collections_app.models import Call, CallRecording, Case, Playback
from collections_app.services import cases
from collections_app.services.calls import playbacks, recordings
from personal_data import access, envelopes, files
from personal_data.models import Envelope, SealedFile
from personal_data.purposes import Purpose
from retention.policies.due_dates import add_months
from retention.services import nightly, rules
from tests.collections_app.calls.conftest import recorded, spoke
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
WORDS = "Anna: I pay on Friday."


@pytest.fixture(autouse=True)
def file_store(settings: Any, tmp_path: Path) -> Path:
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def hanna(db: None) -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def case(hanna: User) -> Case:
    with accounts.command():
        intrum = retention.controller("INTRUM")
        return collection.case_file(intrum, [collection.debtor(intrum)])


def recorded_on(case: Case, day: date) -> CallRecording:
    """A recording with a transcript of a call at noon of a day."""
    recording = recorded(spoke(case, started_at=datetime.combine(day, time(12), UTC)))
    with accounts.command():
        return recordings.transcribe(recording=recording, text=WORDS)


def due_on(recording: CallRecording) -> date | None:
    with accounts.command():
        rules.recompute(controller=recording.controller)
    return Envelope.objects.get(pk=recording.envelope_id).due_on


def remains(recording: CallRecording) -> list[str]:
    """What is left of a recording, by place."""
    found = [name for name, there in {
        "row": CallRecording.objects.filter(pk=recording.pk).exists(),
        "history": CallRecording.history.filter(id=recording.pk).exists(),
        "file row": SealedFile.objects.filter(envelope_id=recording.envelope_id).exists(),
        "chunks": bool(recording.file and files.path_of(recording.file).exists()),
        "envelope": Envelope.objects.filter(pk=recording.envelope_id).exists(),
    }.items() if there]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM keys.data_key WHERE envelope_id = %s", [recording.envelope_id])
        return [*found, *(["key"] if cursor.fetchone()[0] else [])]


class TestTheClock:
    @pytest.mark.parametrize(
        ("day", "due"),
        [
            (date(2026, 3, 15), date(2026, 9, 16)),
            (date(2025, 8, 31), date(2026, 3, 1)),  # no 31 February: the period ends on the 28th
            (date(2026, 2, 28), date(2026, 8, 29)),
        ],
    )
    def test_runs_six_calendar_months_from_the_call(self, case: Case, day: date, due: date) -> None:
        assert due_on(recorded_on(case, day)) == due

    def test_is_not_moved_by_closing_reopening_or_closing_again(self, case: Case, hanna: User) -> None:
        day = date(2026, 3, 15)
        recording = recorded_on(case, day)
        due, at = due_on(recording), timezone.now()
        with accounts.command():
            closed = cases.close(case=case, reason="paid", closed_on=date(2026, 4, 1), by=hanna.pk, at=at)
            assert due_on(recording) == due
            opened = cases.reopen(case=closed, reason="payment_reversed", by=hanna.pk, at=at)
            assert due_on(recording) == due
            cases.close(case=opened, reason="paid", closed_on=date(2026, 5, 1), by=hanna.pk, at=at)
        assert due_on(recording) == due
        assert Envelope.objects.get(pk=recording.envelope_id).trigger_on == day

    def test_is_not_moved_by_listening_or_by_a_transcript(self, case: Case, hanna: User) -> None:
        recording = recorded_on(case, date(2026, 3, 15))
        due = due_on(recording)
        listen(recording, hanna)
        with accounts.command():
            recordings.transcribe(recording=recording, text="Something else.")
        assert due_on(recording) == due


def listen(recording: CallRecording, by: User) -> Playback:
    with access.context(actor=access.Actor("staff", by.pk), purpose=Purpose.COLLECTION, channel="web"):
        return playbacks.begin(recording=recording, purpose="transaction_proof", by=by.pk, at=timezone.now())


class TestErasure:
    @pytest.mark.requirement(
        "INTRUM-111", breaks="leaving the sound, the transcript, a version of it or its key behind after six months"
    )
    def test_takes_sound_transcript_history_and_key_and_leaves_the_case_with_its_log(self, case: Case) -> None:
        old = recorded_on(case, retention.months_ago(6, days=2))
        young = recorded_on(case, retention.almost(6))
        assert remains(old) == ["row", "history", "file row", "chunks", "envelope", "key"]
        with accounts.command():
            (run,) = nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert run.erased_count == 1
        erase_files(old)
        assert remains(old) == []
        assert remains(young) == ["row", "history", "file row", "chunks", "envelope", "key"]
        assert Case.objects.filter(pk=case.pk).exists()
        assert Call.objects.filter(case=case).count() == 2

    def test_is_refused_before_the_day(self, case: Case) -> None:
        recording = recorded_on(case, retention.almost(6))
        assert due_on(recording) is not None
        with accounts.command(Purpose.RETENTION):
            (outcome,) = envelopes.erase([recording.envelope_id])
        assert (outcome.erased, outcome.reason) == (False, "not_due")
        assert "chunks" in remains(recording)

    def test_goes_by_the_gate_only(self, case: Case) -> None:
        recording = recorded_on(case, retention.months_ago(7))
        with accounts.command(), pytest.raises(Exception, match="erasure gate"):
            CallRecording.objects.filter(pk=recording.pk).delete()

    def test_ends_a_listening_that_goes_on_with_an_event_of_nobody(self, case: Case, hanna: User) -> None:
        recording = recorded_on(case, retention.months_ago(6, days=2))
        listen(recording, hanna)
        with accounts.command():
            nightly.run_routine(by=access.system("night"), at=timezone.now())
        playbacks.end_idle(at=timezone.now() + playbacks.IDLE + timedelta(minutes=1))
        (event,) = accounts.recorded(events.CALL_LISTENED)
        assert event.actor_id == hanna.pk
        assert not Line.objects.filter(event_id=event.id).exists()


def test_the_lines_of_the_contact_log_go_with_their_case(hanna: User) -> None:
    with accounts.command():
        amili = retention.controller("AMILI")
        case = collection.case_file(amili, [collection.debtor(amili)])
    call = spoke(case, debtor=case.case_debtors.get().debtor)
    with accounts.command():
        retention.close(case, retention.months_ago(36))
    with accounts.command(Purpose.RETENTION):
        rules.recompute(controller=amili)
        (outcome,) = envelopes.erase([case.envelope_id])
    assert (outcome.erased, Call.objects.filter(pk=call.pk).exists()) == (True, False)
    assert not Call.history.filter(id=call.pk).exists()


def erase_files(recording: CallRecording) -> None:
    """What follows the commit, which a test that rolls back does not reach."""
    for removal in [run for _, run, _ in connection.run_on_commit]:
        removal()
    connection.run_on_commit = []


def test_the_period_is_that_of_the_published_rule(case: Case) -> None:
    """Six months and the whole of the last day (FOR)."""
    day = date(2026, 1, 10)
    assert due_on(recorded_on(case, day)) == add_months(day, 6) + timedelta(days=1)
