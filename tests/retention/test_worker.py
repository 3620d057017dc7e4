"""A run is worked off by a real worker, outlives a killed one, and does without a queue."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from collections_app.models import Case
from personal_data.models import Envelope
from retention import tasks
from retention.models import Run
from retention.services import runs
from tests.factories import accounts, retention
from tests.fixtures import databases

ROOT = Path(__file__).resolve().parents[2]
BROKER = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/7"
ROLF, PETRA = uuid4(), uuid4()
WAIT = 60


@pytest.fixture
def begun(live_database: str) -> Run:
    """A run that was begun, with one case and one profile to erase."""
    at = timezone.now()
    with accounts.command():
        controller = retention.controller("AMILI")
        retention.closed_case(controller, retention.months_ago(40))
        run = runs.propose(controller=controller, by=ROLF, at=at)
        runs.approve(run=run, by=PETRA, at=at)
        return runs.begin(run=run, by=ROLF, at=at)


@contextmanager
def _worker(database: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        **databases.urls(database),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "REDIS_URL": BROKER,
        "KEY_DIRECTORY": settings.KEY_DIRECTORY,
        "SEALED_FILES_DIRECTORY": settings.SEALED_FILES_DIRECTORY,
    }
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", "worker", "--concurrency", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(WAIT)


def _wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not what():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


def _somebody_waits(database: str) -> bool:
    with databases.superuser(database) as server:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        return server.execute(asked, [database]).fetchone() != (0,)


def _is_executed(run: Run) -> bool:
    return bool(Run.objects.get(pk=run.pk).state == "executed")


def _lose_everything(queue: Celery) -> None:
    """What was queued, or taken and not finished, is gone, as when Redis comes back empty."""
    with queue.connection_or_acquire() as connection:
        connection.default_channel.client.flushdb()


def test_a_killed_worker_and_a_lost_queue_are_followed_by_another(begun: Run, live_database: str) -> None:
    queue = Celery(broker=BROKER)
    _lose_everything(queue)
    queue.send_task("retention.work_off_run", [begun.reference])
    with transaction.atomic(), _worker(live_database) as first:
        list(Envelope.objects.select_for_update())  # the worker gets as far as the first record, and waits for it
        _wait_for(lambda: _somebody_waits(live_database))
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(WAIT)
    _lose_everything(queue)
    assert Case.objects.exists()
    assert not _is_executed(begun)

    Run.objects.filter(pk=begun.pk).update(worked_on_at=timezone.now() - timedelta(minutes=6))
    queue.send_task("retention.finish_interrupted")
    with _worker(live_database):
        _wait_for(lambda: _is_executed(begun))
    done = Run.objects.get(pk=begun.pk)
    assert (done.erased_count, done.expected_count, done.executed_by) == (2, 2, ROLF)
    assert not Envelope.objects.exists()


@pytest.mark.django_db
def test_an_unreachable_queue_is_told_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.work_off_run, "apply_async", refuse)
    assert tasks.hand_over(Run(reference="RUN-20260101-00000000")) is False
