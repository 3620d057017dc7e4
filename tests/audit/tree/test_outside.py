"""An outsider with an export, the public key and an old head needs nothing of ours to judge it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command

from audit.models import Head
from audit.tree import exporting, sealing, signing
from audit.tree.events import SELECTED, recorded
from audit.verify import main
from tests.fixtures import databases

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


def add(session: psycopg.Connection, count: int) -> None:
    for _ in range(count):
        session.execute(
            "WITH event AS (INSERT INTO audit_event (name, actor_kind, purpose, legal_basis) VALUES "
            "('personal_data.record.created', 'staff', 'collection', '6(1)(f)') RETURNING id, at) "
            "INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, outcome) SELECT id, at, "
            "gen_random_uuid(), gen_random_uuid(), 'case_file', 'changed' FROM event, generate_series(1, 2)"
        )
    sealing.seal(at=NOW)


@pytest.fixture
def export(live_database: str, tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """An export of today, and a head that somebody kept from before."""
    with databases.superuser(live_database) as session:
        add(session, 5)
        kept = tmp_path / "kept.txt"
        kept.write_text(Head.objects.order_by("size").last().note)  # type: ignore[union-attr]
        add(session, 4)
        today = datetime.now(UTC).date()
        target = tmp_path / "export.jsonl"
        days = ["--from", str(today - timedelta(days=1)), "--until", str(today)]
        call_command("export_audit_trail", str(target), *days, "--since-head", str(kept))
        yield target, kept


def judged(export: Path, kept: Path) -> int:
    return main([str(export), "--key", signing.published()[0], "--head", str(kept)])


def test_is_satisfied_without_django_and_the_database(export: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("audit/__init__.py", "audit/verify.py", "audit/merkle.py", "audit/tree/__init__.py",
                 "audit/tree/leaves.py", "audit/tree/checkpoints.py",
                 "audit/tree/restarts.py", "audit/tree/expiries.py"):  # fmt: skip
        copy = tmp_path / "elsewhere" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
    target, kept = export
    command = [sys.executable, "-m", "audit.verify", target, "--key", signing.published()[0], "--head", kept]
    done = subprocess.run(command, cwd=tmp_path / "elsewhere", env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "9 events stand unaltered in the tree of 9 events" in done.stdout
    assert "continues the one of the head that you kept" in done.stdout


ALTERED = [
    ('"purpose": "collection"', '"purpose": "security"', "is not what was sealed as leaf"),
    ('"case_file"', '"call_recording"', "what is shown at place"),
    ('"leaf": 0', '"leaf": 1', "is not what was sealed as leaf"),
    ('"consistency": ["', '"consistency": ["00', "does not continue"),
    ('"format": "sigill', '"format": "sigil', "not the beginning"),
    ('"header": {', '"head": {', "is not an event with its proof"),
    ("{", "", "is not JSON"),
]


def test_names_what_was_altered(export: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    target, kept = export
    text = target.read_text()
    for altered, into, named in ALTERED:
        assert altered in text
        target.write_text(text.replace(altered, into, 1))
        assert judged(target, kept) == 1, altered
        assert named in capsys.readouterr().err


def test_refuses_the_key_of_another(export: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    target, kept = export
    key = signing.published()[0]
    for path in Path(signing._folder()).glob("tree-head-key-*"):
        path.unlink()
    signing.rotate(at=NOW)
    assert signing.published()[0] != key
    assert judged(target, kept) == 1
    assert "No known key" in capsys.readouterr().err


def test_sees_of_the_others_on_a_page_only_commitments(export: tuple[Path, Path], live_database: str) -> None:
    size = json.loads(export[0].read_text().splitlines()[0])["head"].split("\n")[1]
    with databases.superuser(live_database) as session:
        cursor = session.cursor()
        cursor.execute(f"{SELECTED} WHERE e.purpose = 'collection' ORDER BY e.id LIMIT 1")
        [event] = recorded(cursor, cursor.fetchall())
    proof = exporting.proof_of(event, [2], size=int(size))
    written = json.dumps(proof)
    assert event.lines[1].split("\n")[0] in written
    assert event.lines[0].split("\n")[0] not in written
    assert event.salt.hex() not in written
    assert len(proof["commitments"]) == 3
