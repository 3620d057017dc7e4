"""What a superuser does to the trail behind its back is found, and the report names it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from audit.models import Event
from audit.tree import sealing, verifying, verifying_events, verifying_tree, witnesses
from audit.tree.findings import Finding
from tests.fixtures import databases

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Attack = Callable[[psycopg.Connection, list[int]], str]


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


def change(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_event SET purpose = 'security' WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: is not what was sealed"


def change_a_line(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_line SET subject = gen_random_uuid() WHERE event_id = %s", [numbers[4]])
    return f"Event {numbers[4]}: is not what was sealed"


def take_a_line_away(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_line WHERE event_id = %s", [numbers[4]])
    return f"Event {numbers[4]}: is not what was sealed"


def delete(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_event WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: was sealed as leaf"


def delete_the_newest_ten(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_event WHERE id = ANY (%s)", [numbers[10:]])
    return f"Event {numbers[19]}: was sealed as leaf"


def delete_the_newest_ten_and_their_leaves(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("DELETE FROM audit_event WHERE id = ANY (%s)", [numbers[10:]])
    session.execute("DELETE FROM audit_leaf WHERE event_id = ANY (%s)", [numbers[10:]])
    return "events were sealed; the tree has"


def insert_with_an_old_number(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute(
        "INSERT INTO audit_event (id, name, actor_kind, legal_basis, xid) "
        "SELECT id - 100, name, actor_kind, legal_basis, xid FROM audit_event WHERE id = %s", [numbers[4]],
    )  # fmt: skip
    return "was put into the trail behind the sealer's back"


def reorder(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute(
        "UPDATE audit_leaf SET event_id = -event_id WHERE event_id = ANY (%s)", [numbers[4:6]],
    )  # fmt: skip
    session.execute("UPDATE audit_leaf SET event_id = %s WHERE event_id = %s", [numbers[5], -numbers[4]])
    session.execute("UPDATE audit_leaf SET event_id = %s WHERE event_id = %s", [numbers[4], -numbers[5]])
    return f"Event {numbers[4]}: is not what was sealed"


def back_date(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_event SET at = at - interval '1 hour' WHERE id = %s", [numbers[19]])
    session.execute("UPDATE audit_line SET at = at - interval '1 hour' WHERE event_id = %s", [numbers[19]])
    return f"Event {numbers[19]}: is not what was sealed"


def truncate_a_partition(session: psycopg.Connection, numbers: list[int]) -> str:
    row = session.execute("SELECT tableoid::regclass::text FROM audit_event WHERE id = %s", [numbers[0]]).fetchone()
    assert row
    session.execute(f"TRUNCATE {row[0]}")
    return f"Event {numbers[0]}: was sealed as leaf"


def change_a_leaf_too(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("UPDATE audit_leaf SET hash = sha256('x') WHERE event_id = %s", [numbers[4]])
    return "the first"


def change_a_node(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_node SET hash = sha256('x') WHERE level = 2 AND index = 1")
    return "Node 1 of level 2: does not stand over leaves 4 to 7"


def put_a_node_elsewhere(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_node SET index = 77 WHERE level = 2 AND index = 1")
    return "Node 1 of level 2: does not stand over leaves 4 to 7"


def cut_two_nodes_elsewhere(session: psycopg.Connection, numbers: list[int]) -> str:
    """One byte of a hash goes over to the next: one after another they are the same bytes."""
    assert numbers
    session.execute("ALTER TABLE audit_node DROP CONSTRAINT audit_node_hash_check")
    session.execute(
        "UPDATE audit_node SET hash = CASE index WHEN 1 THEN substr(hash, 1, 31) ELSE (SELECT substr(hash, 32) "
        "FROM audit_node WHERE level = 2 AND index = 1) || hash END WHERE level = 2 AND index IN (1, 2)"
    )
    return "Node 2 of level 2: does not stand over leaves 8 to 11"


def put_a_line_break_into_a_code(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("ALTER DOMAIN audit_actor_kind DROP CONSTRAINT audit_actor_kind_check")
    session.execute("UPDATE audit_event SET actor_kind = E'system\\n' WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: has a line break in a code"


def leave_a_name_out(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("ALTER TABLE audit_event ALTER name DROP NOT NULL")
    session.execute("UPDATE audit_event SET name = NULL WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: has a line break in a code, or lacks one"


def double_an_event(session: psycopg.Connection, numbers: list[int]) -> str:
    session.execute("ALTER TABLE audit_event DROP CONSTRAINT audit_event_pkey")
    session.execute("INSERT INTO audit_event SELECT * FROM audit_event WHERE id = %s", [numbers[4]])
    return f"Event {numbers[4]}: stands in the trail 2 times"


def change_a_root(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_head SET root = sha256('x') WHERE size = (SELECT max(size) FROM audit_head)")
    return "does not say what its signed note says"


def sign_nothing(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("UPDATE audit_head SET note = replace(note, E'\\n\\n\\u2014', E'\\n\\n-') WHERE true")
    return "No known key has signed"


def take_a_head_away(session: psycopg.Connection, numbers: list[int]) -> str:
    """With the witness asleep the chain of heads tells."""
    assert numbers
    session.execute("DELETE FROM audit_head WHERE size = (SELECT min(size) FROM audit_head)")
    return "is the first, and yet names one before it, which is gone"


def take_the_newest_head_away(session: psycopg.Connection, numbers: list[int]) -> str:
    assert numbers
    session.execute("DELETE FROM audit_head WHERE size = (SELECT max(size) FROM audit_head)")
    return "was signed and handed out, and is not among the heads"


def detach_a_month(session: psycopg.Connection, numbers: list[int]) -> str:
    row = session.execute(
        "SELECT p.parent, p.parent || to_char(at AT TIME ZONE 'UTC', '_YYYY_MM') FROM audit_event, "
        "(VALUES ('audit_line')) AS p (parent) WHERE id = %s", [numbers[0]],
    ).fetchone()  # fmt: skip
    assert row
    session.execute(f"ALTER TABLE {row[0]} DETACH PARTITION {row[1]}")
    return f"Partition {row[1]}: is not part of the trail any more"


def claim_a_restart(session: psycopg.Connection, numbers: list[int]) -> str:
    """A forgery that calls itself a restore: without the key nobody can sign one."""
    assert numbers
    session.execute("TRUNCATE audit_leaf, audit_node, audit_head")
    session.execute(
        "INSERT INTO audit_restart VALUES (%s, 0, %s)",
        [NOW, "sigill/audit-trail/restart\nBU-1\n0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= 1970-01-01T00:00:00Z\n"
         "lost 20\n2026-03-01T12:00:00Z\n\n\u2014 sigill/audit-trail AAAAAAAA\n"],
    )  # fmt: skip
    assert any(each.kind == "tree_cut" for each in found())
    return "Restart at 0 events: No known key has signed"


ATTACKS: list[Attack] = (
    [change, change_a_line, take_a_line_away, delete, delete_the_newest_ten, delete_the_newest_ten_and_their_leaves,
     insert_with_an_old_number, reorder, back_date, truncate_a_partition, change_a_leaf_too, change_a_node,
     put_a_node_elsewhere, cut_two_nodes_elsewhere, change_a_root, sign_nothing, take_a_head_away,
     take_the_newest_head_away, claim_a_restart, put_a_line_break_into_a_code, leave_a_name_out,
     double_an_event, detach_a_month]
)  # fmt: skip
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
