"""Verification from a head on, taken up after an interruption, and in a tree of another life."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from audit.models import Head, Restart
from audit.tree import checkpoints, lives, restarts, resuming, sealing, signing, verifying, verifying_events, witnesses
from tests.fixtures import databases

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADD = (
    "INSERT INTO audit_event (name, actor_kind, purpose, legal_basis) "
    "VALUES ('personal_data.record.created', 'system', 'collection', '6(1)(f)') RETURNING id"
)


@pytest.fixture
def session(live_database: str, settings: Any, tmp_path: Path) -> Iterator[psycopg.Connection]:
    """A superuser's session in which no trigger fires, and a witness file."""
    settings.AUDIT_WITNESSES = f"file:{tmp_path}/heads.log"
    settings.KEY_DIRECTORY = tmp_path / "keys"
    with databases.superuser(live_database) as opened:
        databases.silence(opened)
        yield opened


def add(session: psycopg.Connection, count: int, *, at: datetime) -> list[int]:
    numbers = [session.execute(ADD).fetchone()[0] for _ in range(count)]  # type: ignore[index]
    sealing.seal(at=at)
    witnesses.tell()
    return numbers


def newest() -> Head:
    head = Head.objects.order_by("size").last()
    assert head
    return head


def test_from_a_head_on_checks_what_came_after_it(session: psycopg.Connection, tmp_path: Path) -> None:
    old = add(session, 5, at=NOON)
    kept = tmp_path / "kept.txt"
    kept.write_text(newest().note)
    add(session, 4, at=NOON + timedelta(minutes=1))
    session.execute("UPDATE audit_event SET channel = 'web' WHERE id = %s", [old[0]])
    report = verifying.verify(since=checkpoints.read(kept.read_text()))
    assert (report.findings, report.events, report.leaves) == ([], 4, newest().size)
    assert [each.where for each in verifying.verify().findings] == [f"Event {old[0]}"]
    databases.wake(session)  # or the command would name the triggers that sleep
    call_command("verify_audit_trail", "--from", str(kept), "--workers", "1")
    other = tmp_path / "other.txt"
    other.write_text(kept.read_text().replace("\n5\n", "\n4\n"))
    with pytest.raises(CommandError, match="does not fit the note"):
        call_command("verify_audit_trail", "--from", str(other))
    databases.silence(session)
    session.execute("TRUNCATE audit_leaf, audit_node, audit_head")
    session.execute("DELETE FROM audit_event WHERE id = ANY (%s)", [old[3:]])
    with pytest.raises(CommandError, match="NOT what was sealed"):
        call_command("verify_audit_trail", "--from", str(kept))


def test_goes_on_where_it_was_interrupted(session: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = add(session, 9, at=NOON)
    monkeypatch.setattr(verifying_events, "PART", 3)
    asked: list[int] = []
    whole = verifying_events.verify

    def watched(start: int, end: int) -> resuming.Checked:
        asked.append(start)
        return whole(start, end)

    def interrupted(start: int, end: int) -> resuming.Checked:
        if len(asked) == 2:
            raise SystemExit
        return watched(start, end)

    monkeypatch.setattr(verifying_events, "verify", interrupted)
    with pytest.raises(SystemExit):
        verifying.verify()
    checked = asked.copy()
    monkeypatch.setattr(verifying_events, "verify", watched)
    (left,) = Path(configured.KEY_DIRECTORY).glob("verification-*.json")
    assert len(json.loads(left.read_text())["parts"]) == 2
    session.execute("UPDATE audit_event SET channel = 'web' WHERE id = %s", [numbers[-1]])
    report = verifying.verify(resume=True)
    assert report.events == 9
    assert [each.where for each in report.findings] == [f"Event {numbers[-1]}"]
    assert len(asked) == len(set(asked)) > len(checked)
    assert not left.exists()
    left.with_name("verification-cut.json").write_text('{"since": 0')
    verifying.verify(resume=True)
    assert asked.count(checked[0]) == 2


class TestAnotherLife:
    def test_is_named_and_what_was_lost_is_no_finding_for_ever(
        self, session: psycopg.Connection, tmp_path: Path
    ) -> None:
        add(session, 5, at=NOON)
        size, restored = newest().size, newest()
        lost = add(session, 4, at=NOON + timedelta(minutes=5))
        lost_head = newest().note
        for table, condition in (("leaf", "index >= %s"), ("node", "(index + 1) << level > %s"), ("head", "size > %s")):
            session.execute(f"DELETE FROM audit_{table} WHERE {condition}", [size])
        session.execute("DELETE FROM audit_event WHERE id = ANY (%s)", [lost])
        assert {each.kind for each in verifying.verify().findings} == {"tree_cut"}
        life = lives.begin(reference="BU-20260301-1", at=NOON + timedelta(minutes=10))
        assert (life.size, life.lost_size, life.root) == (size, size + 4, bytes(restored.root))
        add(session, 6, at=NOON + timedelta(minutes=11))
        report = verifying.verify()
        assert report.findings == []
        assert f"the back-up BU-20260301-1 brought the tree of {size} events back" in report.notices[0]
        notes = [json.loads(line) for line in (tmp_path / "heads.log").read_text().splitlines()]
        assert notes[-1] == newest().note
        assert checkpoints.read(notes[-1]).after == checkpoints.read(restored.note).link
        kept = tmp_path / "lost.txt"
        kept.write_text(lost_head)
        with pytest.raises(CommandError, match="A tree of another life"):
            call_command("verify_audit_trail", "--from", str(kept))

    def test_excuses_nothing_that_was_signed_after_it_or_stands_before(self, session: psycopg.Connection) -> None:
        add(session, 5, at=NOON)
        life = lives.begin(reference="BU-20260301-1", at=NOON + timedelta(minutes=10))
        head = checkpoints.read(newest().note)
        assert not life.excuses(head)
        assert not life.excuses(head._replace(size=head.size + 9, signed_at=NOON + timedelta(minutes=11)))
        assert not life.excuses(head._replace(size=head.size + 9, signed_at=NOON - timedelta(minutes=1)))
        assert life.excuses(head._replace(size=head.size + 9, signed_at=NOON + timedelta(minutes=9)))

    def test_is_not_believed_with_another_root_or_reference(self, session: psycopg.Connection) -> None:
        add(session, 5, at=NOON)
        lives.begin(reference="BU-20260301-1", at=NOON + timedelta(minutes=10))
        session.execute("UPDATE audit_restart SET note = replace(note, 'BU-20260301-1', 'BU-20260301-2')")
        assert [each.kind for each in verifying.verify().findings] == ["restart_not_signed"]
        assert Restart.objects.count() == 1
        with pytest.raises(checkpoints.BadNote, match="no note of a restart"):
            restarts.verified(newest().note, signing.known())
