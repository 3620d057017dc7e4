"""What is due goes with everything that belongs to it."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from audit.models import Event, Line
from collections_app.models import CallRecording, Case, CaseDebtor, Claim, Debtor, Note
from personal_data import digests, envelopes, search
from personal_data.catalogue import history_of, personal_models
from personal_data.models import (
    BlockKind,
    DataSubject,
    Envelope,
    EnvelopeBlock,
    EnvelopeSubject,
    Erasure,
    SealedFile,
    SearchEntry,
)
from personal_data.services import blocks
from tests.factories import acting, collection, due_dates
from tests.personal_data.gate.asking import RUN, erase, keys


class TestWhatIsDue:
    def test_goes_with_its_rows_history_key_and_tokens(self, gate: str, case: Case) -> None:
        note = Note.objects.get(case=case)
        note.text = "Changed once"
        note.save()
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]
        for model in (Case, CaseDebtor, Claim, Note):
            assert not model.objects.exists()
            assert not model.history.exists()
        assert case.envelope_id not in keys(gate)
        assert not Envelope.objects.filter(id=case.envelope_id).exists()
        assert not EnvelopeSubject.objects.filter(envelope_id=case.envelope_id).exists()
        assert Debtor.objects.count() == 1

    def test_leaves_no_row_in_any_personal_table(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        recording = collection.recording(case.controller, debtor.subject)
        everything = [case, recording, debtor]
        blocks.lift(blocks.place(kind=BlockKind.HOLD, reason_code="dispute", subject=debtor.subject)[0])
        due_dates.fall_due(gate, *everything)
        assert erase(case, recording) == ["erased", "erased"]
        assert erase(debtor) == ["erased"]
        for model in personal_models():
            assert not model.objects.exists(), model
            assert not history_of(model)._default_manager.exists(), model
        for model in (Envelope, EnvelopeSubject, EnvelopeBlock, DataSubject, SearchEntry, SealedFile):
            assert not model._default_manager.exists(), model
        assert keys(gate) == set()

    def test_cannot_be_opened_any_more_even_with_the_row_in_hand(self, gate: str, case: Case) -> None:
        note = Note.objects.get(case=case)
        due_dates.fall_due(gate, case)
        erase(case)
        with acting.omar(), pytest.raises(envelopes.Gone):
            envelopes.open([note])

    def test_is_not_found_any_more(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        due_dates.fall_due(gate, case, debtor)
        erase(case)
        erase(debtor)
        assert search.find(controller_ids=[case.controller_id], kinds=["name"], text="Andersson") == []

    def test_takes_its_files_with_it(self, gate: str, case: Case) -> None:
        recording = collection.recording(case.controller, Debtor.objects.get().subject)
        stored = list(Path(settings.SEALED_FILES_DIRECTORY).rglob("*.sealed"))
        assert len(stored) == 1
        due_dates.fall_due(gate, recording)
        assert erase(recording) == ["erased"]
        assert not stored[0].exists()
        assert not CallRecording.objects.exists()

    def test_keeps_its_files_when_the_erasure_is_rolled_back(self, gate: str, case: Case) -> None:
        recording = collection.recording(case.controller, Debtor.objects.get().subject)
        due_dates.fall_due(gate, recording)
        with transaction.atomic():
            assert erase(recording) == ["erased"]
            transaction.set_rollback(True)
        assert len(list(Path(settings.SEALED_FILES_DIRECTORY).rglob("*.sealed"))) == 1
        assert recording.envelope_id in keys(gate)
        assert not Erasure.objects.exists()

    def test_is_recorded_with_run_class_and_epoch(self, gate: str, case: Case) -> None:
        pseudonym = Debtor.objects.get().subject.pseudonym
        due_dates.fall_due(gate, case)
        erase(case)
        erasure = Erasure.objects.get()
        assert (erasure.envelope_id, erasure.record_class) == (case.envelope_id, "case_file")
        assert (erasure.run_id, erasure.key_epoch, erasure.ground) == (RUN, 1, "due")
        event = Event.objects.get(name="personal_data.envelope.erased")
        assert (event.actor_id, event.reason, event.count) == (acting.person("hanna").id, "due", 1)
        line = Line.objects.get(event_id=event.id)
        assert (line.envelope_id, line.subject, line.outcome) == (case.envelope_id, pseudonym, "erased")

    def test_leaves_the_trail_as_it_was(self, gate: str, case: Case) -> None:
        before = set(Line.objects.filter(envelope_id=case.envelope_id).values_list("event_id", flat=True))
        due_dates.fall_due(gate, case)
        erase(case)
        assert before < set(Line.objects.filter(envelope_id=case.envelope_id).values_list("event_id", flat=True))

    def test_keeps_a_digest_by_which_the_claim_is_recognised(self, gate: str, case: Case) -> None:
        digest = digests.claim_digest(case.controller, case.creditor.reference, "F-2020-118")
        other = digests.claim_digest(case.controller, case.creditor.reference, "F-2020-119")
        assert not digests.erased(digest)
        due_dates.fall_due(gate, case)
        erase(case)
        assert digests.erased(digest)
        assert digests.erased_among([digest, other]) == {digest}

    def test_goes_on_the_day_itself_and_after(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case, on=date(2001, 1, 1))
        assert erase(case) == ["erased"]

    def test_is_erased_once(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]
        assert erase(case) == ["unknown_envelope"]
        assert Erasure.objects.count() == 1
