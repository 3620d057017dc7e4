"""References that are checked in sets promise what a foreign key promises."""

import os
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors, sql

from collections_app.models import Case, Claim, Debtor
from personal_data import installation, references
from personal_data.catalogue import our_models
from personal_data.models import Controller
from personal_data.references import Reference
from tests.factories import acting, collection
from tests.fixtures import databases

REFERENCES = references.references()
# Vouched for by the envelope, or written with it in one stroke: they say so where they are declared.
VOUCHED_FOR = {"controller", "envelope"}
ONE = " WHERE ctid = (SELECT min(ctid) FROM {t})"
each_reference = pytest.mark.parametrize("refers", REFERENCES, ids=lambda each: f"{each.table}.{each.column}")


@pytest.fixture(scope="module")
def clone(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One committed case with a claim, shared: each test rolls back what it did."""
    name = f"clone_{os.getpid()}_references"
    databases.clone(name)
    keys = tmp_path_factory.mktemp("keys")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.KEY_DIRECTORY", str(keys))
        before = databases.point_at(name)
        with acting.hanna():
            amili = collection.controller("AMILI")
            collection.claim(collection.case_file(amili, [collection.debtor(amili)]))
        databases.point_at(next(iter(before.values())))
    yield name
    databases.drop(name)


@pytest.fixture
def server(clone: str) -> Iterator[psycopg.Connection]:
    with databases.superuser(clone) as session, session.transaction(force_rollback=True):
        yield session


def copied(server: psycopg.Connection, table: str, **changes: Any) -> Any:
    """Write a row like the first one of a table, under keys of its own. Returns its id, if it has one."""
    identity = sql.Identifier(*table.split("."))
    known = server.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t LIMIT 1").format(identity)).fetchone()
    assert known is not None
    fresh = {"id": uuid4(), "reference": f"X-{uuid4().hex[:12]}", "debtor_set": uuid4(), "pseudonym": uuid4(),
             "document_digest": f"\\x{uuid4().hex}"}  # fmt: skip
    row = {**known[0], **{name: value for name, value in fresh.items() if name in known[0]}, **changes}
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL("SELECT {} FROM jsonb_populate_record(NULL::{}, %s)").format(columns, identity)
    server.execute(
        sql.SQL("INSERT INTO {} ({}) {}").format(identity, columns, values),
        [psycopg.types.json.Jsonb({name: value and str(value) if name in changes or name in fresh else value
                                   for name, value in row.items()})],
    )  # fmt: skip
    return row.get("id")


def beside(server: psycopg.Connection, refers: Reference) -> dict[str, Any]:
    """What a second row needs so that nothing but its reference is wrong."""
    if refers.table == "collections_app_debtor" and refers.column != "subject_id":
        return {"subject_id": copied(server, "personal_data_datasubject")}
    if refers.table == "collections_app_casedebtor" and refers.column == "envelope_id":
        return {"debtor_id": copied(server, "collections_app_debtor",
                                    subject_id=copied(server, "personal_data_datasubject"))}  # fmt: skip
    return {}


def nowhere(refers: Reference) -> UUID | int:
    """An id that no row has."""
    return 2**40 if refers.parent == "collections_app_creditor" else uuid4()


def run(server: psycopg.Connection, statement: str, *parameters: Any, **names: str) -> psycopg.Cursor[Any]:
    identifiers = {name: sql.Identifier(text) for name, text in names.items()}
    return server.execute(sql.SQL(statement).format(**identifiers), parameters)


class TestAReference:
    @each_reference
    def test_leads_to_a_row_when_it_is_written(self, server: psycopg.Connection, refers: Reference) -> None:
        others = beside(server, refers)
        with pytest.raises(errors.ForeignKeyViolation, match=f"{refers.table} refers by {refers.column}"):
            copied(server, refers.table, **{**others, refers.column: nowhere(refers)})

    @each_reference
    def test_leads_to_a_row_when_it_is_changed(self, server: psycopg.Connection, refers: Reference) -> None:
        with pytest.raises(errors.ForeignKeyViolation, match=f"{refers.table} refers by {refers.column}"):
            run(server, "UPDATE {t} SET {c} = %s" + ONE, nowhere(refers), t=refers.table, c=refers.column)

    @each_reference
    def test_is_not_left_hanging_by_a_deletion(self, server: psycopg.Connection, refers: Reference) -> None:
        # The last children of a parent of several tables hide behind the others: those are taken out of the way.
        run(server, "SET LOCAL session_replication_role = replica")
        others = {each.table for each in REFERENCES if each.parent == refers.parent and each != refers}
        for other in others & {each.parent for each in REFERENCES} - {refers.parent}:
            run(server, "ALTER TABLE {t} DISABLE TRIGGER referred_delete", t=other)
        run(server, "SET LOCAL ROLE gatekeeper")
        for other in others:
            run(server, "DELETE FROM {t}", t=other)
        run(server, "RESET ROLE")
        run(server, "SET LOCAL session_replication_role = origin")
        if refers.parent in installation.guarded_tables():
            run(server, "SET LOCAL ROLE gatekeeper")
        with pytest.raises(errors.ForeignKeyViolation, match=f"{refers.table} refers to it by {refers.column}"):
            run(server, "DELETE FROM {t}", t=refers.parent)

    @each_reference
    def test_is_not_left_hanging_by_another_id(self, server: psycopg.Connection, refers: Reference) -> None:
        with pytest.raises(errors.ForeignKeyViolation, match="stays as it is"):
            run(server, "UPDATE {t} SET id = %s" + ONE, nowhere(refers), t=refers.parent)

    def test_may_lead_to_old_and_new_rows_at_once(self, server: psycopg.Connection) -> None:
        old = run(server, "SELECT id FROM collections_app_debtor").fetchone()
        new = copied(server, "collections_app_debtor", subject_id=copied(server, "personal_data_datasubject"))
        case = copied(server, "collections_app_case")
        run(
            server,
            "INSERT INTO collections_app_casedebtor (id, envelope_id, case_id, debtor_id, role)"
            " SELECT gen_random_uuid(), envelope_id, %s, unnest(%s), role FROM collections_app_casedebtor",
            case, [old and old[0], new],
        )  # fmt: skip
        assert run(server, "SELECT count(*) FROM collections_app_casedebtor WHERE case_id = %s", case).fetchone() == (
            2,
        )

    def test_of_one_row_among_many_is_missed_by_nobody(self, server: psycopg.Connection) -> None:
        case = copied(server, "collections_app_case")
        with pytest.raises(errors.ForeignKeyViolation):
            run(
                server,
                "INSERT INTO collections_app_casedebtor (id, envelope_id, case_id, debtor_id, role)"
                " SELECT gen_random_uuid(), envelope_id, %s, unnest(ARRAY[debtor_id, gen_random_uuid()]), role"
                " FROM collections_app_casedebtor",
                case,
            )


class TestSomebodyElse:
    def test_who_deletes_waits_for_the_row_that_refers(self, server: psycopg.Connection, clone: str) -> None:
        copied(server, "collections_app_claim")
        with databases.superuser(clone) as other, pytest.raises(errors.LockNotAvailable):
            other.execute("SELECT FROM collections_app_case FOR UPDATE NOWAIT")

    def test_who_refers_waits_for_the_deletion(self, server: psycopg.Connection, clone: str) -> None:
        run(server, "SELECT FROM collections_app_case FOR UPDATE")
        with (
            databases.superuser(clone) as other,
            other.transaction(force_rollback=True),
        ):
            other.execute("SET LOCAL lock_timeout = 1")
            with pytest.raises(errors.LockNotAvailable):
                copied(other, "collections_app_claim")


class TestNoReference:
    def test_is_left_without_a_promise(self) -> None:
        checked = {(each.table, each.column) for each in REFERENCES}
        loose = [
            f"{model._meta.label}.{field.name}"
            for model in our_models()
            for field in model._meta.concrete_fields
            if field.is_relation
            and not field.db_constraint
            and (model._meta.db_table, field.column) not in checked
            and field.name not in VOUCHED_FOR
        ]
        assert loose == []

    def test_is_checked_twice(self, server: psycopg.Connection) -> None:
        known = run(
            server,
            "SELECT conrelid::regclass::text, a.attname FROM pg_constraint JOIN pg_attribute a"
            " ON a.attrelid = conrelid AND a.attnum = ANY (conkey) WHERE contype = 'f'",
        ).fetchall()
        assert {(each.table, each.column) for each in REFERENCES} & set(known) == set()
        assert {model._meta.db_table for model in (Case, Claim, Debtor)} <= {each.table for each in REFERENCES}
        assert Controller._meta.db_table in {each.parent for each in REFERENCES}
