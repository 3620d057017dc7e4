"""What a superuser does to the trail behind its back is found, and the report names it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from audit.models import Event
from audit.tree import sealing, verifying, verifying_events, verifying_tree, witnesses
from audit.tree.findings import Finding
from tests.audit.tree.attacks import ATTACKS, NOW
from tests.fixtures import databases


@pytest.fixture
def sealed(live_database: str, settings: Any, tmp_path: Path) -> Iterator[tuple[psycopg.Connection, list[int]]]:
    """A superuser's session in which no trigger fires, and the numbers of twenty sealed and witnessed events."""
    settings.AUDIT_WITNESSES = f"file:{tmp_path}/witness/heads.log"
    with databases.superuser(live_database) as session:
        numbers = []
        for _ in range(2):
            for _ in range(10):
                row = session.execute(
                    "INSERT INTO audit_event (name, actor_kind, purpose, legal_basis) "
                    "VALUES ('personal_data.record.created', 'system', 'collection', '6(1)(f)') RETURNING id"
                ).fetchone()
                assert row
                session.execute(
                    "INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, outcome) SELECT id, at, "
                    "gen_random_uuid(), gen_random_uuid(), 'case_file', 'changed' FROM audit_event WHERE id = %s",
                    row,
                )
                numbers.append(row[0])
            sealing.seal(at=NOW)
        witnesses.tell()
        databases.silence(session)
        yield session, numbers


def found() -> list[Finding]:
    return verifying.verify().findings


_TABLES = ("audit_event", "audit_line", "audit_leaf", "audit_node", "audit_head", "audit_restart")


def test_each_is_found_and_named(sealed: tuple[psycopg.Connection, list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    session, numbers = sealed
    monkeypatch.setattr(verifying_tree, "CHUNK", 7)  # the tree is grown in pieces, and a head lies within one
    monkeypatch.setattr(verifying_events, "CHUNK", 6)
    for table in _TABLES:
        session.execute(f"CREATE TABLE saved_{table} AS SELECT * FROM {table}")
    for attack in ATTACKS:
        assert found() == [], f"before: {attack.__name__}"
        named = attack(session, numbers)
        reported = [str(each) for each in found()]
        assert any(named in each for each in reported), f"{attack.__name__}: {reported}"
        if attack is not ATTACKS[-1]:  # what is detached cannot be filled again
            for table in _TABLES:
                session.execute(f"TRUNCATE {table}")
                session.execute(f"INSERT INTO {table} SELECT * FROM saved_{table}")


def test_a_tree_of_yesterday_is_found_by_what_the_witness_keeps(
    sealed: tuple[psycopg.Connection, list[int]],
) -> None:
    session, numbers = sealed
    for table, condition in (
        ("audit_event", "id = ANY (%s)"), ("audit_leaf", "event_id = ANY (%s)"),
    ):  # fmt: skip
        session.execute(f"DELETE FROM {table} WHERE {condition}", [numbers[10:]])
    size = session.execute("SELECT count(*) FROM audit_leaf").fetchone()
    assert size
    session.execute("DELETE FROM audit_node WHERE (index + 1) << level > %s", size)
    session.execute("DELETE FROM audit_head WHERE size > %s", size)
    [finding] = found()
    assert finding.kind == "tree_cut"
    assert finding.where == f"Witnessed head of {size[0] + 10} events"


def test_a_consistent_forgery_is_found_by_what_the_witness_keeps(
    sealed: tuple[psycopg.Connection, list[int]],
) -> None:
    session, numbers = sealed
    session.execute("UPDATE audit_event SET purpose = 'security' WHERE id = %s", [numbers[4]])
    session.execute("TRUNCATE audit_leaf, audit_node, audit_head")
    sealing.seal(at=NOW)
    kinds = {(each.kind, each.where.split(" head")[0]) for each in found()}
    assert kinds == {("root_differs", "Witnessed")}


def test_what_waits_to_be_sealed_is_no_finding(sealed: tuple[psycopg.Connection, list[int]]) -> None:
    session, _ = sealed
    session.execute(
        "INSERT INTO audit_event (name, actor_kind, purpose, legal_basis) "
        "VALUES ('personal_data.record.created', 'system', 'collection', '6(1)(f)')"
    )
    report = verifying.verify()
    assert (report.findings, report.unsealed) == ([], 1)
    assert report.events == report.leaves + 1 == Event.objects.count()


def test_a_sealer_that_stands_still_is_a_finding(sealed: tuple[psycopg.Connection, list[int]]) -> None:
    session, _ = sealed
    row = session.execute(
        "INSERT INTO audit_event (at, name, actor_kind, legal_basis) "
        "VALUES (now() - interval '11 minutes', 'a.b', 'system', '6(1)(c)') RETURNING id"
    ).fetchone()
    assert row
    [finding] = found()
    assert (finding.kind, finding.where) == ("not_sealed", f"Event {row[0]}")
    sealing.seal(at=NOW)
    assert found() == []


ADD_AT = (
    "INSERT INTO audit_event (at, name, actor_kind, purpose, legal_basis) "
    "VALUES (%s, 'personal_data.record.created', 'system', 'collection', '6(1)(f)') RETURNING id"
)


def test_what_is_written_into_the_past_is_found_although_it_was_sealed(
    sealed: tuple[psycopg.Connection, list[int]], live_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = sealed
    now = datetime.now(UTC)
    past = now - timedelta(hours=2)
    with psycopg.connect(databases.urls(live_database)["DATABASE_URL"]) as slow:
        slow.execute(ADD_AT, [past])
        session.execute(ADD_AT, [now])
        sealing.seal(at=now)
        slow.commit()
    sealing.seal(at=now + timedelta(seconds=20))
    assert found() == [], "a transaction that had begun before the head was signed, however late it ends"

    monkeypatch.setattr(sealing, "BATCH", 3)
    for _ in range(8):
        session.execute(ADD_AT, [now])
    sealing.seal(at=now + timedelta(hours=3))
    assert found() == [], "what had to wait while the sealer stood still"

    row = session.execute(ADD_AT, [now]).fetchone()
    assert row
    sealing.seal(at=now + timedelta(hours=3, seconds=20))
    [finding] = found()
    assert (finding.kind, finding.where) == ("event_back_dated", f"Event {row[0]}")


def test_a_witness_that_was_written_into_is_named(sealed: tuple[psycopg.Connection, list[int]], settings: Any) -> None:
    assert sealed
    path = Path(settings.AUDIT_WITNESSES.removeprefix("file:"))
    path.write_text(path.read_text() + "nonsense\n")
    assert [each.kind for each in found()] == ["witness_not_signed"]
