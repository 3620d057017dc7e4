"""What refers to a row by a foreign key keeps it from going, as if the key had been asked for each row (ADR 69)."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connections

from collections_app.models import Case, Claim, Debtor
from personal_data.models import BlockKind, DataSubject, Envelope
from personal_data.services import blocks
from tests.factories import due_dates
from tests.fixtures import databases
from tests.personal_data.gate.asking import erase, keys

# A table that is not emptied with the records: only its foreign key speaks for it.
_REFER = """
CREATE TABLE refers (number serial PRIMARY KEY, place uuid REFERENCES {parent} (id) {when});
GRANT SELECT ON refers TO gatekeeper;
INSERT INTO refers (place) VALUES ('{place}')"""
PARENTS = {
    "collections_app_case": Case,
    "collections_app_claim": Claim,
    "collections_app_debtor": Debtor,
    "personal_data_envelope": Envelope,
    "personal_data_datasubject": DataSubject,
}


@pytest.fixture
def server(gate: str) -> Iterator[psycopg.Connection]:
    with databases.superuser(gate) as session:
        yield session
        session.execute("DROP TABLE IF EXISTS refers")


def everything(gate: str, case: Case) -> list[Any]:
    found = [case, Debtor.objects.get()]
    due_dates.fall_due(gate, *found)
    return found


def erase_all(found: list[Any]) -> list[str]:
    return [outcome for each in found for outcome in erase(each)]


@pytest.mark.parametrize("when", ["", "DEFERRABLE INITIALLY DEFERRED"])
@pytest.mark.parametrize("parent", PARENTS)
def test_keeps_it_and_everything_that_would_have_gone_with_it(
    gate: str, case: Case, server: psycopg.Connection, parent: str, when: str
) -> None:
    found = everything(gate, case)
    place: UUID = PARENTS[parent]._default_manager.order_by("pk")[0].pk
    server.execute(_REFER.format(parent=parent, place=place, when=when))
    held = keys(gate)
    with pytest.raises(IntegrityError, match=f"A row of {parent} cannot go: a row of refers refers to it by place"):
        erase_all(found)
    assert PARENTS[parent]._default_manager.filter(pk=place).exists()
    server.execute("DROP TABLE refers")
    erase_all(found)
    assert keys(gate) == set() != held


def test_that_refers_to_another_row_keeps_nothing(gate: str, case: Case, server: psycopg.Connection) -> None:
    found = everything(gate, case)
    other = server.execute("INSERT INTO personal_data_envelope SELECT (jsonb_populate_record(e, jsonb_build_object("
                           "'id', gen_random_uuid(), 'due_on', null))).* FROM personal_data_envelope e LIMIT 1 "
                           "RETURNING id").fetchone()  # fmt: skip
    assert other
    server.execute(_REFER.format(parent="personal_data_envelope", place=other[0], when=""))
    assert erase_all(found) == ["erased", "erased"]


@pytest.mark.parametrize("parent", PARENTS)
def test_an_action_of_its_own_is_done_by_the_key_itself(
    gate: str, case: Case, server: psycopg.Connection, parent: str
) -> None:
    found = everything(gate, case)
    place = PARENTS[parent]._default_manager.order_by("pk")[0].pk
    server.execute(_REFER.format(parent=parent, place=place, when="ON DELETE SET NULL"))
    assert erase_all(found) == ["erased", "erased"]
    assert server.execute("SELECT place FROM refers").fetchall() == [(None,)]


@pytest.mark.parametrize("parent", PARENTS)
def test_in_a_table_that_the_gate_may_not_read_is_asked_by_the_key_itself(
    gate: str, case: Case, server: psycopg.Connection, parent: str
) -> None:
    found = everything(gate, case)
    place = PARENTS[parent]._default_manager.order_by("pk")[0].pk
    server.execute(_REFER.format(parent=parent, place=place, when=""))
    server.execute("REVOKE SELECT ON refers FROM gatekeeper")
    with pytest.raises(IntegrityError, match="violates foreign key constraint"):
        erase_all(found)
    assert PARENTS[parent]._default_manager.filter(pk=place).exists()


def test_in_a_transaction_that_is_still_open_is_waited_for(gate: str, case: Case, server: psycopg.Connection) -> None:
    found = everything(gate, case)
    server.execute(_REFER.format(parent="collections_app_case", place=case.pk, when=""))
    server.execute("TRUNCATE refers")
    begun = threading.Event()

    def erase_it() -> list[str]:
        begun.set()
        try:
            return erase_all(found)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with databases.superuser(gate) as other, other.transaction():
            other.execute("INSERT INTO refers (place) VALUES (%s)", [case.pk])
            erasing = pool.submit(erase_it)
            begun.wait(10)
            _until_it_waits(server)
        with pytest.raises(IntegrityError, match="a row of refers refers to it by place"):
            erasing.result(30)
    assert Case.objects.filter(pk=case.pk).exists()


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_transaction_that_keeps_to_an_older_reading_is_refused(gate: str, case: Case, level: str) -> None:
    """It would not see the hold that was placed since, nor what has come to refer to the record."""
    due_dates.fall_due(gate, case)
    asked = (
        ("SELECT gate.erase(ARRAY[%s], 'due')", [case.envelope_id]),
        ("SELECT gate.reseal(%s, 1, '\\x00')", [case.envelope_id]),
    )
    for statement, parameters in asked:
        with databases.superuser(gate) as older:
            older.execute(f"BEGIN ISOLATION LEVEL {level}")
            older.execute("SELECT count(*) FROM personal_data_envelope")
            held = blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[case.envelope_id])
            with pytest.raises(psycopg.errors.InvalidTransactionState, match="read committed"):
                older.execute(statement, parameters)
            older.rollback()
        blocks.lift(held[0])
    assert Case.objects.filter(pk=case.pk).exists()


def _until_it_waits(server: psycopg.Connection) -> None:
    for _ in range(1_000):
        ((waits,),) = server.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock' AND query LIKE '%gate.erase%' AND pid <> pg_backend_pid())"
        ).fetchall()
        if waits:
            return
        threading.Event().wait(0.01)
    raise AssertionError("The erasure never waited.")


@pytest.mark.parametrize("role", ["app", "owner", "keeper", "sealer"])
@pytest.mark.parametrize(
    "function",
    [
        "gate.remove(text, text, uuid[], text[])",
        "gate.remove_unasked(text, text, uuid[])",
        "gate.ask_references(jsonb)",
    ],
)
def test_is_asked_by_the_gate_alone(server: psycopg.Connection, role: str, function: str) -> None:
    answer = server.execute("SELECT has_function_privilege(%s, %s, 'EXECUTE')", [role, function]).fetchone()
    assert answer == (False,)


def test_no_key_leads_to_what_is_erased_that_the_gate_does_not_know(server: psycopg.Connection) -> None:
    """Each foreign key to a table that loses rows is by ``id``, of one column and without an action."""
    unknown = server.execute(
        "SELECT DISTINCT confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid IN "
        "(SELECT table_name::regclass FROM gate.erasure_plan UNION SELECT 'personal_data_envelope'::regclass "
        "UNION SELECT 'personal_data_datasubject'::regclass) "
        "EXCEPT SELECT unnest(gate.referred_tables())"
    ).fetchall()
    assert unknown == []


def test_no_trigger_rests_with_the_keys(server: psycopg.Connection) -> None:
    """On the tables where keys rest, whatever else has to happen when a row goes happens always."""
    resting = server.execute(
        "SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE c.relname = ANY (gate.referred_tables()) AND NOT t.tgisinternal AND t.tgtype & 8 = 8 "
        "AND t.tgenabled <> 'A' AND (c.relname IN (SELECT table_name FROM gate.erasure_plan) "
        "OR c.relname IN ('personal_data_envelope', 'personal_data_datasubject'))"
    ).fetchall()
    assert resting == []
