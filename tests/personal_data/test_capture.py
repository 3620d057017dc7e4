"""Every change is captured with who made it, by whatever path it came."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from audit.models import Event, Line
from collections_app.models import Case, Debtor, Note
from personal_data import envelopes
from personal_data.bulk import Batch
from personal_data.models import Controller
from personal_data.purposes import WITHOUT_NOTICE, Purpose, legal_basis
from tests.factories import acting, collection
from tests.fixtures import databases

HANNA = acting.person("hanna").id


_COPY_OF_ONE = """
INSERT INTO collections_app_note (id, envelope_id, case_id, kind, level, text, by, at)
SELECT gen_random_uuid(), envelope_id, case_id, kind, level, text, by, at
FROM collections_app_note, generate_series(1, %s) WHERE id = %s"""


def events(name: str, field: str) -> Any:
    return Event.objects.filter(name=f"personal_data.record.{name}", fields__contains=[field]).order_by("id")


def a_note(case: Case, text: str = "First") -> Note:
    return Note(envelope=case.envelope, case=case, text=text, by=HANNA, at=collection.LONG_AGO)


def by_save(case: Case) -> int:
    a_note(case).save()
    return 1


def by_bulk_create(case: Case) -> int:
    Note.objects.bulk_create(a_note(case, f"Note {number}") for number in range(3))
    return 3


def by_raw_insert(case: Case) -> int:
    note = a_note(case)
    note.save()
    with connection.cursor() as cursor:
        cursor.execute(_COPY_OF_ONE, [1, note.pk])
    return 2


def by_copy(case: Case) -> int:
    batch = Batch(case.controller)
    for number in range(4):
        batch.add(
            Note,
            {"envelope_id": case.envelope_id, "case_id": case.pk, "text": f"Note {number}", "by": HANNA,
             "at": collection.LONG_AGO},
        )  # fmt: skip
    batch.write()
    return 4


@pytest.fixture
def case(amili: Controller) -> Case:
    """A case file of one debtor."""
    return collection.case_file(amili, [collection.debtor(amili)])


class TestCreation:
    @pytest.mark.parametrize("path", [by_save, by_bulk_create, by_raw_insert, by_copy])
    def test_writes_history_and_event(self, case: Case, path: Callable[[Case], int]) -> None:
        made = path(case)
        history = Note.history.filter(case_id=case.pk)
        assert history.count() == Note.objects.filter(case=case).count() == made
        assert set(history.values_list("history_type", "actor_kind", "history_user_id")) == {("+", "staff", HANNA)}
        recorded = events("created", "note")
        assert sum(event.count for event in recorded) == made
        for event in recorded:
            assert (event.actor_kind, event.actor_id, event.purpose) == ("staff", HANNA, "collection")
            assert [line.envelope_id for line in Line.objects.filter(event_id=event.id)] == [case.envelope_id]

    def test_is_one_event_for_one_statement(self, case: Case) -> None:
        by_bulk_create(case)
        assert [event.count for event in events("created", "note")] == [3]

    def test_of_nothing_records_nothing(self, case: Case) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO collections_app_note SELECT * FROM collections_app_note WHERE false")
        assert not events("created", "note").exists()


class TestChange:
    def by_save(self, debtor: Debtor) -> None:
        debtor.phone = "0701740605"
        debtor.save()

    def by_queryset(self, debtor: Debtor) -> None:
        Debtor.objects.filter(pk=debtor.pk).update(phone=debtor.email)

    def by_bulk_update(self, debtor: Debtor) -> None:
        debtor.identity_scheme = "SE:PERSONNUMMER"
        Debtor.objects.bulk_update([debtor], ["identity_scheme"])

    def by_raw_update(self, debtor: Debtor) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE collections_app_debtor SET phone = email WHERE id = %s", [debtor.pk])

    @pytest.mark.parametrize(
        ("path", "column"),
        [
            (by_save, "debtor.phone"),
            (by_bulk_update, "debtor.identity_scheme"),
            (by_raw_update, "debtor.phone"),
        ],
    )
    def test_names_the_column_and_keeps_the_state(
        self, amili: Controller, path: Callable[[Any, Debtor], None], column: str
    ) -> None:
        debtor = collection.debtor(amili, email="anna@example.se")
        path(self, debtor)
        event = events("changed", column).get()
        assert (event.fields, event.count, event.actor_id) == ([column], 1, HANNA)
        assert list(debtor.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "~"]

    def test_by_queryset_is_captured(self, case: Case) -> None:
        Case.objects.filter(pk=case.pk).update(status="closed", closed_on=collection.LONG_AGO.date())
        assert set(events("changed", "case.status").get().fields) == {"case.status", "case.closed_on"}

    def test_that_changes_nothing_leaves_no_trace(self, case: Case) -> None:
        Case.objects.filter(pk=case.pk).update(status="open")
        assert not events("changed", "case.status").exists()
        assert Case.history.filter(id=case.pk).count() == 1

    def test_keeps_history_as_ciphertext_that_opens_in_its_old_place(self, amili: Controller) -> None:
        debtor = collection.debtor(amili, "Anna Andersson")
        debtor.name = "Anna Ek"
        debtor.save()
        states = Debtor.history.filter(id=debtor.pk).order_by("history_id")
        assert [state.name.reveal() for state in states] == ["Anna Andersson", "Anna Ek"]
        assert b"Anna" not in states[0].name.ciphertext


class TestAttribution:
    def change(self, debtor: Debtor) -> Event:
        Debtor.objects.filter(pk=debtor.pk).update(identity_scheme="x")
        return events("changed", "debtor.identity_scheme").latest("id")

    def test_is_whoever_acts_at_the_time(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with acting.nightly():
            event = self.change(debtor)
        assert (event.actor_kind, event.purpose, event.channel) == ("system", "retention", "task")

    def test_is_right_again_after_a_roll_back(self, live_database: str) -> None:
        with acting.hanna():
            debtor = collection.debtor(collection.controller())
        with suppress(ZeroDivisionError), acting.nightly(), transaction.atomic():
            self.change(debtor)
            raise ZeroDivisionError
        with acting.omar():
            assert self.change(debtor).actor_id == acting.person("omar").id

    def test_is_missing_outside_a_context(self, db: None) -> None:
        with acting.hanna():
            debtor = collection.debtor(collection.controller())
        event = self.change(debtor)
        assert (event.actor_kind, event.actor_id) == ("unattributed", None)

    def test_of_a_plain_session_is_unattributed(self, live_database: str) -> None:
        with acting.hanna():
            debtor = collection.debtor(collection.controller())
        urls = databases.urls(live_database)
        forged = f"SET sigill.acting = 'staff|{HANNA}|collection|web|{HANNA}'"
        sessions = {
            "db_app": (urls["DATABASE_URL"], ""),
            "db_owner": (urls["OWNER_DATABASE_URL"], forged),
            "db_gatekeeper": (urls["GATEKEEPER_DATABASE_URL"], forged),
            "db_other": (databases.superuser_url(live_database), forged),
        }
        for channel, (url, first) in sessions.items():
            with psycopg.connect(url) as session:
                session.execute(first or "SELECT 1")
                session.execute("UPDATE collections_app_debtor SET identity_scheme = %s", [channel])
            event = events("changed", "debtor.identity_scheme").latest("id")
            assert (event.actor_kind, event.actor_id) == ("unattributed", None)
            assert (event.purpose, event.channel, event.request_id) == ("", channel, None)
            assert Line.objects.get(event_id=event.id).legal_basis == ""  # none is known, so none is claimed
            assert debtor.history.latest("history_id").actor_kind == "unattributed"

    def test_change_events_are_lost_with_the_change(self, live_database: str) -> None:
        with acting.hanna(), suppress(ZeroDivisionError), transaction.atomic():
            collection.debtor(collection.controller())
            raise ZeroDivisionError
        assert not events("created", "debtor").exists()

    def test_subjects_stand_under_their_pseudonym(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        line = Line.objects.get(event_id=self.change(debtor).id)
        assert line.subject == debtor.subject.pseudonym
        assert isinstance(line.subject, UUID)
        assert line.subject != debtor.subject_id


def test_a_change_names_the_basis_of_its_purpose(db: None) -> None:
    """As an opening does, for every purpose there is, by both ways in which changes are recorded."""
    with acting.hanna():
        amili = collection.controller()
        first = collection.note(collection.case_file(amili, [collection.debtor(amili)]))
    for purpose in Purpose:
        with acting.hanna(purpose):
            for copies in (1, 2):  # a single row is filed later, many at once
                with connection.cursor() as cursor:
                    cursor.execute(_COPY_OF_ONE, [copies, first.pk])
    recorded = {event.id: event for event in events("created", "note")[1:]}
    lines = Line.objects.filter(event_id__in=recorded)
    assert {(recorded[line.event_id].purpose, line.legal_basis) for line in lines} == {
        (each.value, legal_basis(each, amili.collection_basis) if each in WITHOUT_NOTICE else "") for each in Purpose
    }
    assert lines.count() == 2 * len(Purpose)


@pytest.mark.requirement("OPR-36", breaks="an update that does not say whether a person or a program made it")
def test_an_update_says_whether_it_was_made_by_hand_or_by_a_program(case: Case) -> None:
    debtor = Debtor.objects.get()
    for acting_as in (acting.hanna(), acting.nightly()):
        with acting_as:
            envelopes.prepare_to_write([debtor])
            debtor.phone = "+46701740606"
            debtor.save(update_fields=["phone"])
    made = [event for event in events("changed", "debtor.phone") if event.actor_kind in ("staff", "system")]
    assert [event.actor_kind for event in made] == ["staff", "system"]
    assert made[0].actor_id == HANNA
    history = Debtor.history.filter(history_type="~").order_by("history_id")
    assert list(history.values_list("actor_kind", flat=True)) == ["staff", "system"]
