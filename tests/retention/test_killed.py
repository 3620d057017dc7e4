"""A run whose process is killed with SIGKILL at any of ten points: the next one finishes the work.

What happens without a queue is in ``test_worker``; without its servers in ``test_stopped_servers``.
"""

import os
import signal
from uuid import UUID

import pytest
from django.utils import timezone

from personal_data.models import Controller, Envelope
from retention.models import Run
from retention.services import runs
from tests.factories import accounts
from tests.fixtures import databases
from tests.retention import interrupting
from tests.retention.interrupting import PETRA, ROLF

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


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_next_one_finishes(approved: Run, live_database: str, point: str) -> None:
    with databases.superuser(live_database) as server:
        interrupting.stop_at(server, *POINTS[point])
        child = interrupting.in_a_process(lambda: interrupting.execute(approved))
        try:
            interrupting.wait_for(lambda: interrupting.waits(server, live_database))
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        server.execute("SELECT pg_advisory_unlock_all()")
        interrupting.wait_for(lambda: interrupting.has_no_other_session(server, live_database))
        server.execute("DROP FUNCTION wait_here CASCADE")
    interrupting.check_that_nothing_is_half(live_database)
    interrupting.go_on(approved)
    interrupting.check_the_end(approved)
    interrupting.check_that_nothing_is_half(live_database)


def _envelopes() -> set[UUID]:
    return set(Envelope.objects.values_list("id", flat=True))


def test_a_second_run_the_same_day_changes_nothing(approved: Run) -> None:
    interrupting.execute(approved)
    before = _envelopes()
    with accounts.command():
        controller, at = Controller.objects.get(), timezone.now()
        again = runs.approve(run=runs.propose(controller=controller, by=ROLF, at=at), by=PETRA, at=at)
        assert runs.execute(run=again, by=ROLF, at=at).erased_count == 0
    assert _envelopes() == before
