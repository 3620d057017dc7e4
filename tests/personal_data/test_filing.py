"""What a single change records is committed with it, and in the trail before anybody reads."""

import psycopg
import pytest
from django.db import connection, transaction

from audit import filing
from audit.models import Event, Line
from collections_app.models import Case, Note
from personal_data.models import Controller
from tests.factories import acting, collection
from tests.fixtures import databases


def write(case: Case, text: str = "First") -> None:
    Note(envelope=case.envelope, case=case, text=text, by=acting.person("hanna").id, at=collection.LONG_AGO).save()


@pytest.fixture
def case(amili: Controller) -> Case:
    """A case file of two debtors, all of whose past has been filed."""
    made = collection.case_file(amili, [collection.debtor(amili), collection.debtor(amili)])
    Event.objects.count()
    return made


class TestASingleChange:
    def test_waits_until_somebody_reads(self, case: Case) -> None:
        write(case)
        assert filing.waiting() == 1
        event = Event.objects.latest("id")
        assert filing.waiting() == 0
        assert (event.name, event.fields, event.count) == ("personal_data.record.created", ["note"], 1)
        lines = Line.objects.filter(event_id=event.id)
        assert {(line.envelope_id, line.record_class, line.outcome, line.legal_basis, line.at) for line in lines} == {
            (case.envelope_id, "case_file", "changed", case.controller.collection_basis, event.at)
        }
        assert len({line.subject for line in lines}) == 2

    def test_is_gone_with_a_change_that_is_taken_back(self, case: Case) -> None:
        before = Event.objects.count()
        with transaction.atomic():
            write(case)
            transaction.set_rollback(True)
        assert (filing.waiting(), Event.objects.count()) == (0, before)

    def test_has_the_number_and_the_time_of_the_change(self, case: Case) -> None:
        write(case)
        write(case, "Second")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, at FROM audit_unfiled ORDER BY id")
            recorded = cursor.fetchall()
        assert list(Event.objects.order_by("-id").values_list("id", "at")[:2])[::-1] == recorded

    def test_is_filed_once(self, case: Case) -> None:
        write(case)
        first = Event.objects.count()
        assert Event.objects.count() == first

    def test_is_filed_under_its_persons_before_these_are_erased(self, case: Case) -> None:
        write(case)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM audit_unfiled")
            (number,) = cursor.fetchone()
            cursor.execute("SELECT gate.file_events(%s)", [[case.envelope_id]])
            assert cursor.fetchone() == (1,)
            cursor.execute("SELECT count(subject) FROM audit_line WHERE event_id = %s", [number])
            assert cursor.fetchone() == (2,)

    def test_of_others_waits_while_an_envelope_is_erased(self, case: Case, amili: Controller) -> None:
        other = collection.case_file(amili, [collection.debtor(amili)])
        Event.objects.count()
        write(case)
        with connection.cursor() as cursor:
            cursor.execute("SELECT gate.file_events(%s)", [[other.envelope_id]])
            assert cursor.fetchone() == (0,)
        assert filing.waiting() == 1

    def test_of_many_rows_is_in_the_trail_at_once(self, case: Case) -> None:
        hanna = acting.person("hanna").id
        Note.objects.bulk_create(
            Note(envelope=case.envelope, case=case, text=f"Note {number}", by=hanna, at=collection.LONG_AGO)
            for number in range(3)
        )
        assert filing.waiting() == 0
        assert Event.objects.latest("id").count == 3


class TestWhatWaits:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE audit_unfiled SET purpose = ''", "DELETE FROM audit_unfiled", "TRUNCATE audit_unfiled"],
    )
    @pytest.mark.parametrize("role", ["app", "owner"])
    def test_cannot_be_changed_or_lost(self, live_database: str, statement: str, role: str) -> None:
        with databases.superuser(live_database) as session:
            session.execute(f"SET ROLE {role}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(statement)

    def test_takes_no_personal_value(self, live_database: str) -> None:
        with databases.superuser(live_database) as session, pytest.raises(psycopg.errors.CheckViolation):
            session.execute(
                "INSERT INTO audit_unfiled (name, actor_kind, purpose, channel, fields, envelope_id) "
                "VALUES ('a.b', 'staff', 'Anna Andersson', '', '{}', gen_random_uuid())"
            )
