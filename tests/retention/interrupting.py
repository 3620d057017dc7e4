"""Interrupting a run at a named point: a real process of its own, and a lock at which it waits.

A trigger, which exists in the test's own database only, waits for a lock that the test holds where a table is written.
So no line of the product knows of these tests.
"""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import psycopg
from django.db import connections
from django.utils import timezone

from audit.models import Line
from collections_app.models import Case, Debtor, Note
from personal_data.models import DataSubject, Erasure
from retention.models import KeptItem, Run, RunState
from retention.services import nightly, runs
from tests.factories import accounts
from tests.fixtures import databases

ROLF, PETRA = uuid4(), uuid4()
WAIT = 30
LOCK = 4_711


def execute(run: Run) -> None:
    """Execute an approved run."""
    at = timezone.now()
    with accounts.command():
        runs.execute(run=Run.objects.get(pk=run.pk), by=ROLF, at=at)


def in_a_process(work: Callable[[], None]) -> int:
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


def stop_at(server: psycopg.Connection, operation: str, table: str, times: int) -> None:
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


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + WAIT
    while not what():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)


def waits(server: psycopg.Connection, database: str) -> bool:
    """Whether the process has come to its point."""
    asked = (
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
        " WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = %s"
    )
    return server.execute(asked, [database]).fetchone() != (0,)


def has_no_other_session(server: psycopg.Connection, database: str) -> bool:
    """Whether the sessions of the process have ended."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND usename = 'app'"
    return server.execute(asked, [database]).fetchone() == (0,)


def check_that_nothing_is_half(database: str) -> None:
    """A record is there whole, with its key, or gone whole."""
    with databases.superuser(database) as server:
        keys = {row[0] for row in server.execute("SELECT envelope_id FROM keys.data_key")}
        living = {row[0] for row in server.execute("SELECT id FROM personal_data_envelope")}
        erased = {row[0] for row in server.execute("SELECT envelope_id FROM personal_data_erasure")}
        rows = {row[0] for row in server.execute("SELECT envelope_id FROM collections_app_case UNION ALL"
                                                 " SELECT envelope_id FROM collections_app_debtor")}  # fmt: skip
    assert keys == living == rows
    assert not erased & living


def check_the_end(run: Run) -> None:
    """What was due is gone once, what had to stay is there."""
    done = Run.objects.get(pk=run.pk)
    assert (done.state, done.erased_count, done.kept_count) == (RunState.EXECUTED, 4, 2)
    assert (Case.objects.count(), Debtor.objects.count(), DataSubject.objects.count()) == (2, 2, 2)
    assert not Note.objects.exists()
    assert Erasure.objects.count() == 4
    assert sorted(KeptItem.objects.values_list("reason", flat=True)) == ["held", "still_needed"]
    erased = list(Line.objects.filter(outcome="erased").values_list("envelope_id", flat=True))
    assert len(erased) == len(set(erased)) == 4


def go_on(run: Run) -> None:
    """What the next worker does: begin what was not begun, or take up what lost its worker."""
    with accounts.command():
        if Run.objects.get(pk=run.pk).state == RunState.APPROVED:
            runs.execute(run=Run.objects.get(pk=run.pk), by=ROLF, at=timezone.now())
        nightly.finish_interrupted(at=timezone.now() + timedelta(minutes=6))
