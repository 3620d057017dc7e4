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

from audit.models import Line
from collections_app.models import Case
from config.services.valkey import Valkey
from personal_data.models import Envelope, Erasure
from retention import tasks
from retention.models import Run, RunState
from retention.services import runs
from tests.factories import accounts, retention
from tests.fixtures import databases, own_servers

ROOT = Path(__file__).resolve().parents[2]
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
def _worker(database: str, broker: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        **databases.urls(database),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "REDIS_URL": broker,
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
    return bool(Run.objects.get(pk=run.pk).state == RunState.EXECUTED)


def _send(queue: Valkey, task: str, *arguments: str) -> None:
    with Celery(broker=queue.url(), set_as_current=False) as sender:
        sender.send_task(task, arguments)


def test_a_killed_worker_and_a_lost_queue_are_followed_by_another(begun: Run, live_database: str) -> None:
    """The worker and the queue's server are killed; the server comes back empty and is killed again under the second
    worker, which finishes all the same."""
    with own_servers.valkey() as queue:
        _send(queue, "retention.work_off_run", begun.reference)
        with transaction.atomic(), _worker(live_database, queue.url()) as first:
            list(Envelope.objects.select_for_update())  # the worker gets as far as the first record, and waits for it
            _wait_for(lambda: _somebody_waits(live_database))
            os.killpg(first.pid, signal.SIGKILL)
            first.wait(WAIT)
            own_servers.kill(queue)
        assert Case.objects.exists()
        assert not _is_executed(begun)

        queue.ensure()
        Run.objects.filter(pk=begun.pk).update(worked_on_at=timezone.now() - timedelta(minutes=6))
        _send(queue, "retention.finish_interrupted")
        with _worker(live_database, queue.url()):
            with transaction.atomic():
                list(Envelope.objects.select_for_update())
                _wait_for(lambda: _somebody_waits(live_database))
                own_servers.kill(queue)
            _wait_for(lambda: _is_executed(begun))
    done = Run.objects.get(pk=begun.pk)
    assert (done.erased_count, done.expected_count, done.executed_by) == (2, 2, ROLF)
    assert not Envelope.objects.exists()
    assert Erasure.objects.count() == Line.objects.filter(outcome="erased").count() == 2


def test_what_the_next_worker_finishes_is_certified_at_once(begun: Run) -> None:
    Run.objects.filter(pk=begun.pk).update(worked_on_at=timezone.now() - timedelta(minutes=6))
    with accounts.command():
        tasks.finish_interrupted()
    assert Run.objects.get(pk=begun.pk).state == RunState.CERTIFIED


@pytest.mark.django_db
def test_an_unreachable_queue_is_told_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.work_off_run, "apply_async", refuse)
    assert tasks.hand_over(Run(reference="RUN-20260101-00000000")) is False
