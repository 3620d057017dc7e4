"""A hold that is placed during a run wins or waits; it never loses silently. Two real sessions, both orders."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from collections_app.models import Case, Debtor
from collections_app.services import cases
from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.services import blocks
from tests.factories import acting, collection, due_dates
from tests.fixtures import databases

WAIT = 10


@pytest.fixture
def case(gate: str) -> Case:
    """A case that is due."""
    controller = collection.controller()
    case = collection.case_file(controller, [collection.debtor(controller)])
    due_dates.fall_due(gate, case)
    return case


def erase(case: Case) -> str:
    return envelopes.erase([case.envelope_id])[0].reason


def hold(case: Case) -> Any:
    return blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[case.envelope_id])


def hold_person(case: Case) -> Any:
    return blocks.place(kind=BlockKind.HOLD, reason_code="dispute", subject=Debtor.objects.get().subject)


@contextmanager
def first_in_a_session_of_its_own(work: Callable[[Case], Any], case: Case) -> Iterator[Event]:
    """Do something in another session and leave its transaction open until the event is set."""
    done, may_commit, failures = Event(), Event(), Queue[BaseException]()

    def run() -> None:
        try:
            with acting.omar(), transaction.atomic():
                work(case)
                done.set()
                may_commit.wait(WAIT)
        except BaseException as error:
            failures.put(error)
        finally:
            done.set()
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    assert done.wait(WAIT)
    try:
        yield may_commit
    finally:
        may_commit.set()
        thread.join(WAIT)
        assert failures.empty(), failures.get()


def let_go_when_somebody_waits(database: str, may_commit: Event) -> Thread:
    """Let the first session commit as soon as the second one waits for its lock; so the second surely came second."""

    def watch() -> None:
        with databases.superuser(database) as server:
            deadline = time.monotonic() + WAIT
            while time.monotonic() < deadline:
                waiting = server.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", [database]
                ).fetchone()
                if waiting and waiting[0]:
                    break
                time.sleep(0.01)
        may_commit.set()

    thread = Thread(target=watch)
    thread.start()
    return thread


class TestHoldPlacedDuringARun:
    @pytest.mark.parametrize("place", [hold, hold_person])
    def test_wins_when_it_is_first(self, gate: str, case: Case, place: Callable[[Case], Any]) -> None:
        with first_in_a_session_of_its_own(place, case) as may_commit:
            watcher = let_go_when_somebody_waits(gate, may_commit)
            assert erase(case) == "held"
        watcher.join()
        assert Case.objects.exists()
        assert EnvelopeBlock.objects.count() == 1

    def test_waits_and_is_told_when_the_run_is_first(self, gate: str, case: Case) -> None:
        with first_in_a_session_of_its_own(erase, case) as may_commit:
            watcher = let_go_when_somebody_waits(gate, may_commit)
            with pytest.raises(blocks.AlreadyErased):
                hold(case)
        watcher.join()
        assert not Case.objects.exists()
        assert not EnvelopeBlock.objects.exists()

    def test_on_a_person_holds_what_the_run_has_left(self, gate: str, case: Case) -> None:
        with first_in_a_session_of_its_own(erase, case) as may_commit:
            watcher = let_go_when_somebody_waits(gate, may_commit)
            hold_person(case)
        watcher.join()
        debtor = Debtor.objects.get()
        due_dates.fall_due(gate, debtor)
        assert envelopes.erase([debtor.envelope_id])[0].reason == "held"

    def test_wins_when_the_run_is_rolled_back(self, gate: str, case: Case) -> None:
        def erase_and_fail(case: Case) -> None:
            erase(case)
            transaction.set_rollback(True)

        with first_in_a_session_of_its_own(erase_and_fail, case) as may_commit:
            watcher = let_go_when_somebody_waits(gate, may_commit)
            hold(case)
        watcher.join()
        assert erase(case) == "held"
        assert Case.objects.exists()


class TestTwoRunsAtOnce:
    def test_erase_once(self, gate: str, case: Case) -> None:
        with first_in_a_session_of_its_own(erase, case) as may_commit:
            watcher = let_go_when_somebody_waits(gate, may_commit)
            assert erase(case) == "unknown_envelope"
        watcher.join()
        assert not Case.objects.exists()


class TestCaseOpenedDuringARun:
    def test_is_waited_for_and_keeps_its_debtor(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        assert erase(case) == "erased"
        due_dates.fall_due(gate, debtor)
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                opened = open_for(debtor)
                erasing = pool.submit(_erase_profile, debtor)
            assert erasing.result(WAIT) == "still_needed"
        assert [case.pk for case in Case.objects.all()] == [opened.pk]

    def test_is_refused_when_its_debtor_has_gone(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        assert erase(case) == "erased"
        due_dates.fall_due(gate, debtor)
        assert _erase_profile(debtor) == "erased"
        with pytest.raises(envelopes.Gone):
            open_for(debtor)
        assert not Case.objects.exists()


def open_for(debtor: Debtor) -> Case:
    creditor = collection.creditor(debtor.controller)
    return cases.open_for(creditor=creditor, parties=[(debtor, "debtor")], opened_on=collection.LONG_AGO.date())


def _erase_profile(debtor: Debtor) -> str:
    try:
        with acting.nightly():
            return envelopes.erase([debtor.envelope_id])[0].reason
    finally:
        connections.close_all()
