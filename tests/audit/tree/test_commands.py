"""The commands about the tree say what they did, and end badly where the trail is not whole."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from audit.models import Event, Head
from audit.tree import signing, verifying
from audit.tree.findings import Report
from tests.fixtures import databases

ADD = (
    "INSERT INTO audit_event (name, actor_kind, purpose, legal_basis) "
    "VALUES ('personal_data.record.created', 'system', 'collection', '6(1)(f)')"
)


@pytest.fixture
def sealed(live_database: str, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A database in which twelve events were sealed by the command."""
    settings.AUDIT_WITNESSES = f"file:{tmp_path}/heads.log"
    with databases.superuser(live_database) as session:
        for _ in range(12):
            session.execute(ADD)
    call_command("seal_audit_trail")
    return live_database


def test_sealing_prints_the_newest_head(sealed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printed = capsys.readouterr().out
    assert "12 events sealed." in printed
    head = Head.objects.get()
    assert head.note in printed
    assert (tmp_path / "heads.log").read_text().count("sigill/audit-trail") > 0


def test_a_new_key_is_printed_as_it_is_published(sealed: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seal_audit_trail", "--rotate-key")
    assert signing.published()[-1] in capsys.readouterr().out
    assert len(signing.published()) == 2


@pytest.mark.parametrize("workers", [1, 3])
def test_verifying_a_whole_trail_says_so(sealed: str, workers: int, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit_trail", "--workers", workers)
    printed = capsys.readouterr().out
    assert "12 events, 12 leaves and 1 signed heads checked" in printed
    assert "The trail is whole." in printed
    assert Event.objects.get(name="audit.trail.verified").count == 12


def test_copies_of_a_process_take_no_answers_from_each_other(sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside an event loop a process does not see the connections that it made without one, but its copies do."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

    async def verified() -> Report:
        try:
            return verifying.verify(workers=3)
        finally:
            connections.close_all()

    def beside_a_loop() -> Report:
        Event.objects.count()
        try:
            return asyncio.run(verified())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(beside_a_loop).result().is_whole


def test_verifying_a_broken_trail_names_the_event(sealed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with databases.superuser(sealed) as session:
        databases.silence(session)
        row = session.execute(
            "UPDATE audit_event SET channel = 'web' WHERE id = (SELECT min(id) FROM audit_event) RETURNING id"
        ).fetchone()
    assert row
    with pytest.raises(CommandError, match="NOT what was sealed"):
        call_command("verify_audit_trail", "--workers", "1")
    assert f"Event {row[0]}: is not what was sealed as leaf 0." in capsys.readouterr().out
    event = Event.objects.get(name="audit.trail.broken")
    assert (event.reason, event.count) == ("event_changed", 1)


def test_an_export_never_overwrites(sealed: str, tmp_path: Path) -> None:
    target = tmp_path / "export.jsonl"
    days = ["--from", "2026-01-01", "--until", "2036-01-01"]
    call_command("export_audit_trail", str(target), *days)
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_audit_trail", str(target), *days)


def test_an_export_of_nothing_sealed_leaves_no_file(live_database: str, tmp_path: Path) -> None:
    target = tmp_path / "export.jsonl"
    with pytest.raises(CommandError, match="Nothing has been sealed"):
        call_command("export_audit_trail", str(target), "--from", "2026-01-01", "--until", "2026-01-02")
    assert not target.exists()
