"""The one erasure gate: what is due goes with everything that belongs to it; what is not stays, with the reason."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

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
from tests.fixtures import databases

RUN = uuid4()


def erase(*rows: Any, ground: str = "due") -> list[str]:
    return [outcome.reason for outcome in envelopes.erase([row.envelope_id for row in rows], ground=ground, run=RUN)]


def keys(database: str) -> set[Any]:
    with databases.superuser(database) as server:
        return {row[0] for row in server.execute("SELECT envelope_id FROM keys.data_key")}


@pytest.fixture
def case(gate: str) -> Case:
    """A case of Anna with a note and a claim."""
    controller = collection.controller()
    case = collection.case_file(controller, [collection.debtor(controller)])
    collection.note(case)
    collection.claim(case)
    return case


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
        stored = list(Path(connection_files()).rglob("*.sealed"))
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
        assert len(list(Path(connection_files()).rglob("*.sealed"))) == 1
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


def connection_files() -> str:
    from django.conf import settings

    return str(settings.SEALED_FILES_DIRECTORY)


class TestWhatStays:
    def assert_stays(self, gate: str, case: Case, reason: str) -> None:
        assert erase(case) == [reason]
        assert Case.objects.filter(pk=case.pk).exists()
        assert case.envelope_id in keys(gate)
        event = Event.objects.get(name="personal_data.erasure.refused")
        assert (event.reason, event.count) == (reason, 1)
        assert Line.objects.get(event_id=event.id).envelope_id == case.envelope_id

    def test_without_a_due_date(self, gate: str, case: Case) -> None:
        self.assert_stays(gate, case, "trigger_unknown")

    def test_due_tomorrow(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case, in_days=1)
        self.assert_stays(gate, case, "not_due")

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            (BlockKind.HOLD, "held"),
            (BlockKind.WISH, "kept_for_person"),
            (BlockKind.RESTRICTION, "restricted"),
            (BlockKind.OBJECTION, "restricted"),
        ],
    )
    def test_held_on_the_envelope(self, gate: str, case: Case, kind: BlockKind, reason: str) -> None:
        blocks.place(kind=kind, reason_code="dispute", envelopes=[case.envelope_id])
        due_dates.fall_due(gate, case)
        self.assert_stays(gate, case, reason)

    @pytest.mark.parametrize("kind", [BlockKind.HOLD, BlockKind.WISH, BlockKind.RESTRICTION, BlockKind.OBJECTION])
    def test_held_on_the_person(self, gate: str, case: Case, kind: BlockKind) -> None:
        blocks.place(kind=kind, reason_code="dispute", subject=Debtor.objects.get().subject)
        due_dates.fall_due(gate, case)
        assert erase(case) != ["erased"]
        assert Case.objects.exists()

    def test_goes_when_the_hold_is_lifted(self, gate: str, case: Case) -> None:
        (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[case.envelope_id])
        due_dates.fall_due(gate, case)
        assert erase(case) == ["held"]
        blocks.lift(block)
        assert erase(case) == ["erased"]

    def test_is_not_held_by_a_need_to_know_seal(self, gate: str, case: Case) -> None:
        blocks.place(kind=BlockKind.NEED_TO_KNOW, reason_code="colleague", envelopes=[case.envelope_id])
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]

    def test_a_profile_that_a_case_still_needs(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        due_dates.fall_due(gate, debtor)
        assert erase(debtor) == ["still_needed"]
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]
        assert erase(debtor) == ["erased"]
        assert not DataSubject.objects.exists()

    def test_a_profile_no_longer_than_something_needs_it(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]
        assert erase(debtor) == ["erased"]

    def test_a_person_with_another_case(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        other = collection.case_file(case.controller, [debtor])
        due_dates.fall_due(gate, case, debtor)
        assert erase(case) == ["erased"]
        assert erase(debtor) == ["still_needed"]
        assert Case.objects.get() == other
        assert DataSubject.objects.get() == debtor.subject

    def test_any_ground_that_the_gate_does_not_know(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case)
        assert erase(case, ground="because") == ["ground_unknown"]

    def test_one_does_not_keep_the_others(self, gate: str, case: Case) -> None:
        other = collection.case_file(case.controller, [Debtor.objects.get()])
        due_dates.fall_due(gate, case)
        assert erase(case, other) == ["erased", "trigger_unknown"]


class TestTheClock:
    def test_is_the_databases_own(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case, in_days=1)
        with time_machine.travel("2046-01-01"):
            assert erase(case) == ["not_due"]

    def test_cannot_be_brought_by_a_caller(self, gate: str) -> None:
        with databases.superuser(gate) as server:
            types = server.execute(
                "SELECT DISTINCT unnest(p.proargtypes)::regtype::text FROM pg_proc p "
                "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'gate'"
            ).fetchall()
        assert not [kind for (kind,) in types if "date" in kind or "time" in kind]

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
    def test_does_not_follow_the_session(self, gate: str, case: Case, zone: str) -> None:
        due_dates.fall_due(gate, case, in_days=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, false)", [zone])
        assert erase(case) == ["not_due"]
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]

    def test_follows_the_controllers_local_date(self, gate: str) -> None:
        first = collection.controller("EAST", time_zone="Pacific/Kiritimati")
        last = collection.controller("WEST", time_zone="Etc/GMT+12")
        here, there = (collection.case_file(each, [collection.debtor(each)]) for each in (first, last))
        due_dates.fall_due(gate, here)
        with databases.superuser(gate) as server:
            today = server.execute("SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date").fetchone()[0]
        due_dates.fall_due(gate, here, there, on=today)
        assert erase(here, there) == ["erased", "not_due"]


class TestForgedDueDate:
    def test_is_refused_from_the_application(self, gate: str, case: Case) -> None:
        with pytest.raises(DatabaseError, match="permission denied"):
            Envelope.objects.filter(id=case.envelope_id).update(due_on=date(2001, 1, 1))

    def test_does_not_survive_the_making_of_an_envelope(self, gate: str, case: Case) -> None:
        forged = Envelope(controller=case.controller, record_class="case_file", due_on=date(2001, 1, 1))
        forged.save(force_insert=True)
        assert Envelope.objects.get(id=forged.id).due_on is None

    def test_is_void_when_the_clock_moves(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case, on=date(2001, 1, 1))
        envelopes.set_trigger(envelopes=[case.envelope_id], trigger_on=date(2026, 1, 1))
        assert erase(case) == ["trigger_unknown"]

    def test_by_the_owner_is_computed_anew_before_the_gate_judges(self, gate: str, case: Case) -> None:
        with databases.superuser(gate) as server:
            server.execute(
                "CREATE FUNCTION retention_recompute_clocks(uuid, uuid[]) RETURNS integer LANGUAGE sql "
                "SECURITY DEFINER AS $$ UPDATE public.personal_data_envelope SET due_on = NULL "
                "WHERE id = ANY ($2) RETURNING 1 $$"
            )
        with psycopg.connect(databases.urls(gate)["OWNER_DATABASE_URL"]) as owner:
            owner.execute("UPDATE personal_data_envelope SET due_on = '2001-01-01'")
        assert erase(case) == ["trigger_unknown"]
        assert Case.objects.exists()

    def test_by_the_owner_does_not_outwit_the_rules(self, live_database: str) -> None:
        with acting.hanna():
            controller = collection.controller()
            case = collection.case_file(controller, [collection.debtor(controller)])
            due_dates.fall_due(live_database, case, on=date(2001, 1, 1))
            assert erase(case) == ["trigger_unknown"]
