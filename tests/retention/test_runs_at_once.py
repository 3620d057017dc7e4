"""Two workers at once: nothing is erased twice, nothing is counted twice, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from audit.models import Event
from collections_app.models import Case
from personal_data.models import Controller, Envelope, Erasure
from retention import events
from retention.models import KeptItem, Run
from retention.services import runs, working_off
from tests.factories import accounts, collection, retention

ROLF, PETRA = uuid4(), uuid4()
CASES = 12


@pytest.fixture
def amili(live_database: str) -> Controller:
    """A controller with due cases, two of each person, and little batches."""
    with accounts.command():
        controller = retention.controller("AMILI")
        for number in range(CASES // 2):
            case = retention.closed_case(controller, retention.months_ago(40), f"Anna Andersson{number}")
            debtor = case.case_debtors.get().debtor
            retention.close(collection.case_file(controller, [debtor]), retention.months_ago(36))
    return controller


def _approved(controller: Controller) -> Run:
    with accounts.command():
        run = runs.propose(controller=controller, by=ROLF, at=timezone.now())
        return runs.approve(run=run, by=PETRA, at=timezone.now())


def _at_once(asked: list[Run]) -> None:
    start = Barrier(len(asked))

    def work(run: Run) -> None:
        try:
            with accounts.command():
                start.wait(10)
                runs.execute(run=run, by=ROLF, at=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(asked)) as workers:
        for done in [workers.submit(work, run) for run in asked]:
            done.result(60)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_off, "BATCH", 2)


def test_two_runs_share_the_work(amili: Controller) -> None:
    _at_once([_approved(amili), _approved(amili)])
    assert not Case.objects.exists()
    assert not Envelope.objects.exists()
    assert sum(Run.objects.values_list("erased_count", flat=True)) == Erasure.objects.count() == CASES + CASES // 2
    assert set(Run.objects.values_list("state", flat=True)) == {"executed"}


def test_two_workers_on_one_run_count_each_erasure_once(amili: Controller) -> None:
    run = _approved(amili)
    _at_once([run, run])
    run.refresh_from_db()
    assert not Envelope.objects.exists()
    assert run.state == "executed"
    assert run.erased_count == Erasure.objects.filter(run_id=run.id).count() == CASES + CASES // 2
    assert not KeptItem.objects.exists()
    assert Event.objects.filter(name=events.RUN_EXECUTED.name).count() == 1
