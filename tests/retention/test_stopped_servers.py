"""The database server itself stops in the middle of a run, twice: the next run finishes the work."""

import os

from django.utils import timezone

from personal_data import access, erasing
from personal_data.journal import entries
from personal_data.models import Erasure
from personal_data.purposes import Purpose
from personal_data.services import journal_keeping
from retention.models import Run
from tests.fixtures import databases, own_servers
from tests.fixtures.own_servers import OwnPostgres
from tests.retention import interrupting

# The first time a batch is half way, the second time one batch stands and the next has only to be committed.
AMONG_THE_ROWS = ("DELETE", "collections_app_note", 1)
BEFORE_THE_SECOND_COMMIT = ("UPDATE", "retention_run", 3)


def _executed_until(postgres: OwnPostgres, run: Run, database: str, point: tuple[str, str, int]) -> None:
    """Execute the run in a process of its own, stop the server at a point of it, and start it again."""
    with databases.superuser(database) as session:
        interrupting.stop_at(session, *point)
        child = interrupting.in_a_process(lambda: interrupting.go_on(run))
        try:
            interrupting.wait_for(lambda: interrupting.waits(session, database))
        finally:
            postgres.stop()
            _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 1, "The process was to find its database gone."
    postgres.start()
    with databases.superuser(database) as session:
        session.execute("DROP FUNCTION wait_here CASCADE")
        session.execute("DROP SEQUENCE waiting_here")


def test_when_the_server_stops_the_next_run_finishes(approved: Run, live_database: str) -> None:
    with own_servers.postgres() as postgres:
        for point, erased in ((AMONG_THE_ROWS, 0), (BEFORE_THE_SECOND_COMMIT, 2)):
            _executed_until(postgres, approved, live_database, point)
            assert Erasure.objects.count() == erased
            interrupting.check_that_nothing_is_half(live_database)
        interrupting.go_on(approved)
        interrupting.check_the_end(approved)
        interrupting.check_that_nothing_is_half(live_database)
        _check_the_journal()


def _check_the_journal() -> None:
    """It is whole, and names every record that was erased and no other."""
    with access.context(actor=access.system("test"), purpose=Purpose.RETENTION, channel="command"):
        assert journal_keeping.check(at=timezone.now()).faults == []
    done = [entry for entry in entries.read() if entry.kind == erasing.ENTRY and entry.outcome is not None]
    named = {each for entry in done for each in entry.body["envelopes"] if each not in entry.outcome["kept"]}
    assert named == {each.hex for each in Erasure.objects.values_list("envelope_id", flat=True)}
