"""A run whose process is killed with SIGKILL or loses its database: the next one finishes the work.

The process is a real one, forked from the test. It is stopped at a named point by a lock that the test holds: a
trigger, which exists in the test's own database only, waits for it where a table is written. So no line of the product
knows of this test. What happens without a queue is in ``test_worker``.
"""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from audit.models import Line
from collections_app.models import Case, Debtor, Note
from personal_data.models import BlockKind, Controller, DataSubject, Envelope, Erasure
from personal_data.services import blocks
from retention.models import KeptItem, Run, RunState
from retention.services import nightly, runs, working_off
from tests.factories import accounts, collection, retention
from tests.fixtures import databases

ROLF, PETRA = uuid4(), uuid4()
WAIT = 30
LOCK = 4_711

# Where the process is when it is killed: what it does to which table, and how often it has done it before.
POINTS = {
    "before the run begins": ("UPDATE", "retention_run", 1),
    "in the step to executing": ("INSERT", "retention_runstep", 1),
    "before the first batch erases": ("INSERT", "audit_event", 4),
    "while the log of erasures is written": ("INSERT", "personal_data_erasure", 1),
    "before the keys go": ("DELETE", "keys.data_key", 1),
    "among the rows": ("DELETE", "collections_app_note", 1),
    "among the history rows": ("DELETE", "collections_app_historicalcase", 1),
    "when envelopes go": ("DELETE", "personal_data_envelope", 1),
    "before the second batch commits": ("UPDATE", "retention_run", 3),
    "in the last step": ("INSERT", "retention_runstep", 2),
}


@pytest.fixture
def approved(live_database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An approved run over two due cases of two persons, one that is held and one that is young, in batches of two."""
    monkeypatch.setattr(working_off, "BATCH", 2)
    at = timezone.now()
    with accounts.command():
        controller = retention.controller("AMILI")
        for name in ("Anna Andersson", "Bo Berg"):
            collection.note(retention.closed_case(controller, retention.months_ago(40), name))
        held = retention.closed_case(controller, retention.months_ago(40), "Cia Ceder")
        blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[held.envelope_id])
        retention.closed_case(controller, retention.almost(36), "Dan Dal")
        run = runs.propose(controller=controller, by=ROLF, at=at)
        return runs.approve(run=run, by=PETRA, at=at)


def _execute(run: Run) -> None:
    at = timezone.now()
    with accounts.command():
        runs.execute(run=Run.objects.get(pk=run.pk), by=ROLF, at=at)


def _in_a_process(work: Callable[[], None]) -> int:
    """Do something in a process of its own, with connections of its own."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        for connection in connections.all():
            connection.connection = None
        work()
        status = 0
    finally:
        os._exit(status)


def _stop_at(server: psycopg.Connection, operation: str, table: str, times: int) -> None:
    """Let whoever does it for that time wait for the lock that this session takes."""
    server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    server.execute("CREATE SEQUENCE waiting_here")
    server.execute("GRANT USAGE ON SEQUENCE waiting_here TO PUBLIC")
    server.execute(
        "CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF nextval('public.waiting_here') = {times} THEN PERFORM pg_advisory_xact_lock({LOCK}); END IF;"
        " RETURN NULL; END $$"
    )
    server.execute(
        f"CREATE TRIGGER a_wait AFTER {operation} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION wait_here()"
    )
    server.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER a_wait")


def _wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not what():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)


def _waits(server: psycopg.Connection, database: str) -> bool:
    asked = (
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
        " WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = %s"
    )
    return server.execute(asked, [database]).fetchone() != (0,)


def _has_no_other_session(server: psycopg.Connection, database: str) -> bool:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND usename = 'app'"
    return server.execute(asked, [database]).fetchone() == (0,)


def _check_that_nothing_is_half(database: str) -> None:
    """A record is there whole, with its key, or gone whole."""
    with databases.superuser(database) as server:
        keys = {row[0] for row in server.execute("SELECT envelope_id FROM keys.data_key")}
        living = {row[0] for row in server.execute("SELECT id FROM personal_data_envelope")}
        erased = {row[0] for row in server.execute("SELECT envelope_id FROM personal_data_erasure")}
        rows = {row[0] for row in server.execute("SELECT envelope_id FROM collections_app_case UNION ALL"
                                                 " SELECT envelope_id FROM collections_app_debtor")}  # fmt: skip
    assert keys == living == rows
    assert not erased & living


def _check_the_end(run: Run) -> None:
    """What was due is gone once, what had to stay is there."""
    done = Run.objects.get(pk=run.pk)
    assert (done.state, done.erased_count, done.kept_count) == (RunState.EXECUTED, 4, 2)
    assert (Case.objects.count(), Debtor.objects.count(), DataSubject.objects.count()) == (2, 2, 2)
    assert not Note.objects.exists()
    assert Erasure.objects.count() == 4
    assert sorted(KeptItem.objects.values_list("reason", flat=True)) == ["held", "still_needed"]
    erased = list(Line.objects.filter(outcome="erased").values_list("envelope_id", flat=True))
    assert len(erased) == len(set(erased)) == 4


def _go_on(run: Run) -> None:
    """What the next worker does: begin what was not begun, or take up what lost its worker."""
    with accounts.command():
        if Run.objects.get(pk=run.pk).state == RunState.APPROVED:
            runs.execute(run=Run.objects.get(pk=run.pk), by=ROLF, at=timezone.now())
        nightly.finish_interrupted(at=timezone.now() + timedelta(minutes=6))


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_next_one_finishes(approved: Run, live_database: str, point: str) -> None:
    with databases.superuser(live_database) as server:
        _stop_at(server, *POINTS[point])
        child = _in_a_process(lambda: _execute(approved))
        try:
            _wait_for(lambda: _waits(server, live_database))
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        server.execute("SELECT pg_advisory_unlock_all()")
        _wait_for(lambda: _has_no_other_session(server, live_database))
        server.execute("DROP FUNCTION wait_here CASCADE")
    _check_that_nothing_is_half(live_database)
    _go_on(approved)
    _check_the_end(approved)
    _check_that_nothing_is_half(live_database)


def test_when_the_database_goes_away_the_next_one_finishes(approved: Run, live_database: str) -> None:
    """Its sessions end at once and no new one is let in, as when the server stops."""
    with databases.superuser(live_database) as server:
        _stop_at(server, *POINTS["among the rows"])
        child = _in_a_process(lambda: _execute(approved))
        _wait_for(lambda: _waits(server, live_database))
        with databases.superuser() as outside:
            outside.execute(f'ALTER DATABASE "{live_database}" ALLOW_CONNECTIONS false')
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                           " AND pid <> pg_backend_pid()", [live_database])  # fmt: skip
            _, status = os.waitpid(child, 0)
            assert os.waitstatus_to_exitcode(status) != 0
            outside.execute(f'ALTER DATABASE "{live_database}" ALLOW_CONNECTIONS true')
        server.execute("SELECT pg_advisory_unlock_all()")
        server.execute("DROP FUNCTION wait_here CASCADE")
    _check_that_nothing_is_half(live_database)
    _go_on(approved)
    _check_the_end(approved)


def _envelopes() -> set[UUID]:
    return set(Envelope.objects.values_list("id", flat=True))


def test_a_second_run_the_same_day_changes_nothing(approved: Run) -> None:
    _execute(approved)
    before = _envelopes()
    with accounts.command():
        controller, at = Controller.objects.get(), timezone.now()
        again = runs.approve(run=runs.propose(controller=controller, by=ROLF, at=at), by=PETRA, at=at)
        assert runs.execute(run=again, by=ROLF, at=at).erased_count == 0
    assert _envelopes() == before
