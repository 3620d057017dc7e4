"""The sealer takes every committed event once, whenever it commits, and its tree is the tree of all leaves."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connections

from audit import merkle
from audit.models import Event, Head
from audit.tree import checkpoints, sealing, signing, storing
from tests.fixtures import databases

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
INSERT = (
    "INSERT INTO audit_event (name, actor_kind, purpose, legal_basis) "
    "VALUES ('personal_data.record.created', 'system', 'collection', '6(1)(f)') RETURNING id"
)


@pytest.fixture
def writer(live_database: str) -> Iterator[psycopg.Connection]:
    """A session of the application, in transactions of its own."""
    with psycopg.connect(databases.urls(live_database)["DATABASE_URL"]) as session:
        yield session


def write(session: psycopg.Connection, count: int = 1) -> list[int]:
    numbers = [session.execute(INSERT).fetchone()[0] for _ in range(count)]  # type: ignore[index]
    session.commit()
    return numbers


def leaves() -> list[tuple[int, bytes]]:
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT event_id, hash FROM audit_leaf ORDER BY index")
        return [(event, bytes(found)) for event, found in cursor.fetchall()]


def seal() -> int:
    return sealing.seal(at=NOW)


class TestASeal:
    def test_takes_every_event_once(self, writer: psycopg.Connection) -> None:
        first = write(writer, 3)
        assert seal() >= 3
        assert seal() == 0
        second = write(writer, 2)
        assert seal() == 2
        taken = [event for event, _ in leaves()]
        assert taken[-5:] == first + second
        assert len(set(taken)) == len(taken)

    def test_has_the_root_of_all_leaves_and_a_signature(self, writer: psycopg.Connection) -> None:
        for count in (1, 4, 2):
            write(writer, count)
            seal()
        hashes = [found for _, found in leaves()]
        for head in Head.objects.all():
            said = checkpoints.verified(head.note, signing.known())
            assert said.size == head.size
            assert said.root == bytes(head.root) == merkle.root(hashes[: head.size])
            assert said.signed_at == NOW
        assert Head.objects.order_by("size").last().size == len(hashes)  # type: ignore[union-attr]

    def test_of_a_large_heap_goes_batch_by_batch(
        self, writer: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seal()
        before = len(leaves())
        monkeypatch.setattr(sealing, "BATCH", 3)
        written = write(writer, 8)
        assert seal() == 8
        assert [event for event, _ in leaves()][before:] == written

    def test_reads_a_large_heap_once(self, writer: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        seal()
        monkeypatch.setattr(sealing, "BATCH", 2)
        written = write(writer, 7)
        looked_from: list[int] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if "e.id > %s" in sql:
                looked_from.append(params[-2])
            return execute(sql, params, many, context)

        with connections["sealer"].execute_wrapper(note):
            assert seal() == 7
        assert looked_from == [0, written[1], written[3], written[5]]

    def test_takes_what_commits_between_two_turns_in_the_next_pass(
        self, live_database: str, writer: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seal()
        slow = psycopg.connect(databases.urls(live_database)["DATABASE_URL"])
        late = slow.execute(INSERT).fetchone()[0]  # type: ignore[index]
        monkeypatch.setattr(sealing, "BATCH", 2)
        quick = write(writer, 3)
        assert sealing.seal(at=NOW, progress=lambda _: slow.commit()) == 3
        slow.close()
        assert seal() == 1
        assert [event for event, _ in leaves()][-4:] == [*quick, late]

    def test_gives_a_late_commit_a_later_leaf(self, live_database: str, writer: psycopg.Connection) -> None:
        slow = psycopg.connect(databases.urls(live_database)["DATABASE_URL"])
        late = slow.execute(INSERT).fetchone()[0]  # type: ignore[index]
        quick = write(writer, 2)
        seal()
        assert late not in [event for event, _ in leaves()]
        quick += write(writer, 2)
        seal()
        slow.commit()
        slow.close()
        seal()
        assert [event for event, _ in leaves()][-5:] == [*quick, late]
        assert late < quick[0]

    def test_skips_nothing_while_many_write_slowly(self, live_database: str, writer: psycopg.Connection) -> None:
        def work() -> None:
            with psycopg.connect(databases.urls(live_database)["DATABASE_URL"]) as session:
                for _ in range(20):
                    session.execute(INSERT)
                    session.execute("SELECT pg_sleep(0.001 * random())")
                    session.commit()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for each in threads:
            each.start()
        while any(each.is_alive() for each in threads):
            seal()
        seal()
        taken = [event for event, _ in leaves()]
        assert len(set(taken)) == len(taken) == Event.objects.count()

    def test_leaves_no_gap_where_a_transaction_was_taken_back(self, writer: psycopg.Connection) -> None:
        writer.execute(INSERT)
        writer.rollback()
        write(writer)
        seal()
        with connections["sealer"].cursor() as cursor:
            assert storing.size(cursor) == len(leaves())

    def test_takes_what_came_unsealed_from_another_cluster(
        self, live_database: str, writer: psycopg.Connection
    ) -> None:
        write(writer)
        seal()
        with databases.superuser(live_database) as session:
            databases.silence(session)
            session.execute("UPDATE audit_head SET sealed_until = '900000000000:900000000000:'")
            session.execute(INSERT.replace("basis)", "basis, xid)").replace("'6(1)(f)')", "'6(1)(f)', 900000000007)"))
        write(writer)
        assert seal() == 2
        write(writer)
        assert seal() == 1

    def test_takes_a_heap_from_another_cluster_though_it_was_interrupted(
        self, live_database: str, writer: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Killed(Exception):
            pass

        def die(_: int) -> None:
            raise Killed

        write(writer)
        seal()
        foreign = INSERT.replace("basis)", "basis, xid)").replace("'6(1)(f)')", "'6(1)(f)', 900000000007)")
        with databases.superuser(live_database) as session:
            databases.silence(session)
            session.execute("UPDATE audit_head SET sealed_until = '900000000000:900000000000:'")
            for _ in range(5):
                session.execute(foreign)
        monkeypatch.setattr(sealing, "BATCH", 2)
        with pytest.raises(Killed):
            sealing.seal(at=NOW, progress=die)
        assert seal() == 3

    def test_files_first_what_single_changes_recorded(self, live_database: str) -> None:
        with databases.superuser(live_database) as session:
            session.execute(
                "INSERT INTO audit_unfiled (name, actor_kind, purpose, channel, fields, envelope_id) "
                "VALUES ('personal_data.record.created', 'system', '', '', '{}', gen_random_uuid())"
            )
        assert seal() >= 1


class TestTwoSealers:
    def test_do_not_meet(self, live_database: str, writer: psycopg.Connection) -> None:
        write(writer, 2)
        with databases.superuser(live_database) as other:
            other.execute("SELECT pg_advisory_lock(5153)")
            assert seal() == 0
        assert seal() >= 2


class TestTheTree:
    def test_cannot_be_changed(self, live_database: str) -> None:
        columns = {"audit_leaf": "index = 1", "audit_node": "index = 1", "audit_head": "note = ''",
                   "audit_restart": "note = ''", "audit_expiry_certificate": "note = ''"}  # fmt: skip
        for role in ("app", "sealer", "owner"):
            with databases.superuser(live_database) as session:
                session.execute(f"SET ROLE {role}")
                for table, column in columns.items():
                    for statement in (f"UPDATE {table} SET {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                        with pytest.raises(psycopg.errors.InsufficientPrivilege):
                            session.execute(statement)

    def test_is_added_to_by_the_sealer_only(self, writer: psycopg.Connection) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            writer.execute("INSERT INTO audit_leaf VALUES (0, 1, sha256('a'))")


def test_a_rotated_key_is_followed_from_the_one_before(live_database: str, writer: psycopg.Connection) -> None:
    write(writer)
    seal()
    old = dict(signing.known())
    signing.rotate(at=NOW)
    write(writer)
    seal()
    newest = Head.objects.order_by("size").last()
    assert newest
    assert checkpoints.verified(newest.note, old).size == newest.size
    signing.rotate(at=NOW)
    assert len(signing.signers()) == 2
    assert len(signing.known()) == 3
    write(writer)
    seal()
    newest = Head.objects.order_by("size").last()
    assert newest
    with pytest.raises(checkpoints.BadNote):
        checkpoints.verified(newest.note, old)
    assert checkpoints.verified(newest.note, signing.known())
