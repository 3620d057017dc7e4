"""The night's work: routine classes by themselves, and runs that lost their worker."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone

from collections_app.models import CallRecording, Case, Debtor
from collections_app.record_classes import CALL_RECORDING
from personal_data import access, envelopes, files
from personal_data.models import BlockKind, Controller, Envelope, Role, SealedFile
from personal_data.services import blocks
from retention.models import Run
from retention.services import nightly, runs
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
ROLF, PETRA = uuid4(), uuid4()


def _recording(controller: Controller, case: Case, day: date) -> CallRecording:
    """A recorded call with its sound."""
    subject = case.case_debtors.get().debtor.subject
    envelope = envelopes.create(
        controller=controller, record_class=CALL_RECORDING, subjects=[(subject, Role.DEBTOR)], trigger_on=day
    )
    sound = files.store(
        envelope=envelope, column_id="recording.file", media_type="audio/ogg", content=BytesIO(b"sound" * 99)
    )
    return CallRecording.objects.create(
        envelope=envelope,
        controller=controller,
        case_reference=case.reference,
        recorded_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        seconds=60,
        file=sound.id,
    )


class TestNightly:
    def test_erases_recordings_by_itself_and_nothing_else(self, amili, due_case):
        subject = due_case.case_debtors.get().debtor.subject
        with accounts.command():
            for trigger_on in (retention.months_ago(6), retention.almost(6)):
                envelopes.create(
                    controller=amili,
                    record_class=CALL_RECORDING,
                    subjects=[(subject, Role.DEBTOR)],
                    trigger_on=trigger_on,
                )
            (run,) = nightly.run_routine(by=access.system("night"), at=timezone.now())
            assert nightly.run_routine(by=access.system("night"), at=timezone.now()) == []
        assert run.erased_count == 1
        assert run.approved_by is None
        assert Case.objects.filter(id=due_case.id).exists()

    @pytest.mark.requirement(
        "INTRUM-111", breaks="a clock that waits for the case, or a row, key or sound file that stays behind"
    )
    def test_a_recording_goes_with_its_sound_after_six_months_though_the_case_is_open(self, amili):
        with accounts.command():
            intrum = retention.controller("INTRUM")
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            old, young = (
                _recording(intrum, case, day) for day in (retention.months_ago(6, days=1), retention.almost(6))
            )
            (run,) = nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert run.erased_count == 1
        assert list(CallRecording.objects.values_list("id", flat=True)) == [young.id]
        assert list(SealedFile.objects.values_list("id", flat=True)) == [young.file]
        assert not Envelope.objects.filter(id=old.envelope_id).exists()
        assert Case.objects.filter(id=case.id).exists()

    def test_a_held_recording_stays_and_makes_no_run_each_hour(self, amili, due_case):
        subject = due_case.case_debtors.get().debtor.subject
        with accounts.command():
            recording = envelopes.create(
                controller=amili,
                record_class=CALL_RECORDING,
                subjects=[(subject, Role.DEBTOR)],
                trigger_on=retention.months_ago(7),
            )
            blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[recording.id])
            assert nightly.run_routine(by=access.system("night"), at=timezone.now()) == []
        assert Envelope.objects.filter(id=recording.id).exists()
        assert not Run.objects.exists()

    def test_finishes_a_run_that_lost_its_worker_and_leaves_the_others(self, amili, due_case):
        at = timezone.now()
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=at)
            runs.approve(run=run, by=PETRA, at=at)
            assert nightly.finish_interrupted(at=at + timedelta(days=1)) == []
            runs.begin(run=run, by=ROLF, at=at)
            assert nightly.finish_interrupted(at=at + timedelta(minutes=4)) == []
            assert Case.objects.filter(id=due_case.id).exists()
            (finished,) = nightly.finish_interrupted(at=at + timedelta(minutes=6))
        assert (finished.state, finished.erased_count, finished.executed_by) == ("executed", 2, ROLF)
        assert not Debtor.objects.exists()
