"""Recording: with the change, or apart from it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connections, transaction

from audit import trail
from audit.lines import PersonLine
from audit.models import Event, Line
from collections_app import events as collections_events
from collections_app.events import CASE_CLOSED
from personal_data.events import OPENING_REFUSED, RECORD_CHANGED
from tests.factories import acting, collection

LINE = PersonLine(uuid4(), uuid4(), "profile", "6(1)(c)", "refused")


class TestRecord:
    def test_writes_who_why_and_through_which_channel(self, db: None) -> None:
        with acting.hanna() as here:
            trail.record(CASE_CLOSED, reference="K-2026-000123", reason="paid", fields=["b", "a"], count=2)
        event = Event.objects.get()
        assert (event.name, event.reference, event.reason) == ("collections.case.closed", "K-2026-000123", "paid")
        assert (event.actor_kind, event.actor_id) == ("staff", acting.person("hanna").id)
        assert (event.purpose, event.channel, event.request_id) == ("collection", "web", here.request_id)
        assert (event.fields, event.count, len(event.salt)) == (["a", "b"], 2, 16)

    def test_adds_a_line_for_each_person_of_each_envelope(self, db: None) -> None:
        with acting.hanna():
            controller = collection.controller()
            debtors = [collection.debtor(controller, name) for name in ("Anna Andersson", "Bo Berg")]
            case = collection.case_file(controller, debtors)
            trail.record(CASE_CLOSED, envelopes=[case.envelope_id])
        event = Event.objects.get(name="collections.case.closed")
        lines = Line.objects.filter(event_id=event.id)
        assert {line.subject for line in lines} == {debtor.subject.pseudonym for debtor in debtors}
        assert {(line.envelope_id, line.outcome) for line in lines} == {(case.envelope_id, "recorded")}

    def test_gives_every_event_a_salt_of_its_own(self, db: None) -> None:
        with acting.hanna():
            for _ in range(3):
                trail.record(CASE_CLOSED)
        assert len({bytes(event.salt) for event in Event.objects.all()}) == 3

    def test_needs_an_actor(self, db: None) -> None:
        for record in (trail.record, trail.record_apart):
            with pytest.raises(trail.NoActor) as refusal:
                record(CASE_CLOSED)
            assert isinstance(refusal.value, PermissionDenied)
        assert not Event.objects.exists()

    def test_stands_or_falls_with_its_transaction(self, live_database: str) -> None:
        with acting.hanna(), transaction.atomic():
            trail.record(CASE_CLOSED)
            transaction.set_rollback(True)
        assert not Event.objects.exists()


class TestRecordApart:
    def test_survives_the_transaction(self, live_database: str) -> None:
        with acting.hanna(), transaction.atomic():
            trail.record_apart(OPENING_REFUSED, lines=[LINE], reason="restriction")
            transaction.set_rollback(True)
        event = Event.objects.get()
        assert Line.objects.get().envelope_id == LINE.envelope_id
        assert Line.objects.get().event_id == event.id

    def test_is_on_a_connection_of_its_own(self, live_database: str) -> None:
        with acting.hanna(), transaction.atomic():
            trail.record_apart(OPENING_REFUSED)
            assert connections["audit"].get_autocommit()
            with connections["audit"].cursor() as cursor:
                cursor.execute("SELECT count(*) FROM audit_event")
                assert cursor.fetchone() == (1,)

    def test_says_so_when_it_cannot_be_written(self, live_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
        connections["audit"].close()
        monkeypatch.setitem(connections["audit"].settings_dict, "PORT", "1")
        with acting.hanna(), pytest.raises(trail.RecordingFailed):
            trail.record_apart(OPENING_REFUSED)

    def test_refuses_a_personal_value(self, db: None) -> None:
        with acting.hanna(), pytest.raises(trail.RecordingFailed), transaction.atomic():
            trail.record_apart(OPENING_REFUSED, reason="Anna Andersson was angry")


class TestRecordingApart:
    """The event is written while the block runs and committed when it ends."""

    def test_is_committed_when_the_block_ends(self, live_database: str) -> None:
        with acting.hanna(), transaction.atomic():
            with trail.recording_apart(OPENING_REFUSED, lines=[LINE], reason="restriction"):
                pass
            transaction.set_rollback(True)
        assert Line.objects.get().event_id == Event.objects.get().id

    def test_leaves_the_connection_usable_when_the_block_fails(self, live_database: str) -> None:
        with acting.hanna():
            with pytest.raises(ZeroDivisionError), trail.recording_apart(OPENING_REFUSED):
                raise ZeroDivisionError
            trail.record_apart(OPENING_REFUSED)
        assert Event.objects.count() == 2

    def test_fails_at_its_end_at_the_latest(self, live_database: str) -> None:
        with acting.hanna():
            with (
                pytest.raises(trail.RecordingFailed),
                trail.recording_apart(OPENING_REFUSED, reason="Anna Andersson was angry"),
            ):
                pass
            trail.record_apart(OPENING_REFUSED)
        assert Event.objects.count() == 1

    def test_lets_one_event_at_a_time_through(self, live_database: str) -> None:
        with acting.hanna(), pytest.raises(trail.RecordingFailed), trail.recording_apart(OPENING_REFUSED):
            trail.record_apart(OPENING_REFUSED)
        with acting.hanna():
            trail.record_apart(OPENING_REFUSED)


class TestRecorder:
    def test_can_be_chosen_by_test_settings_only(self, settings: Any) -> None:
        assert isinstance(trail.recorder(), trail.TransactionRecorder)
        settings.TESTING = False
        with pytest.raises(ImproperlyConfigured, match="test settings only"):
            trail.recorder()
        settings.AUDIT_RECORDER = "audit.trail.CommittedRecorder"
        assert trail.recorder().alias == "audit"


class TestEventsModules:
    def test_register_what_they_name(self) -> None:
        from audit import vocabulary

        assert vocabulary.names()["collections.case.closed"] is collections_events.CASE_CLOSED


class TestIndexes:
    @pytest.mark.parametrize(("name", "is_indexed"), [(CASE_CLOSED, True), (RECORD_CHANGED, False)])
    def test_find_by_name_what_is_rare(self, db: None, name: str, is_indexed: bool) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Event.objects.filter(name=name).explain()
        assert ("Index Cond: ((name)::text" in plan) is is_indexed
