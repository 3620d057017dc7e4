"""Events of several threads in one commit: each has its own answer, and none waits for what is not its own."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError, connections, transaction

from audit import together, trail
from audit.lines import PersonLine
from audit.models import Event, Line
from personal_data import access
from personal_data.events import ENVELOPE_OPENED, OPENING_REFUSED, RECORD_CHANGED
from tests.factories import acting
from tests.fixtures import databases

SLEEP = "SELECT pg_sleep(%s::float)"
WRITE = "INSERT INTO written VALUES (%s::int) RETURNING number, pg_current_xact_id()"
THREADS = 6


@pytest.fixture(autouse=True)
def _a_table_of_our_own(live_database: str) -> None:
    with databases.superuser(live_database) as server:
        server.execute("CREATE TABLE written (number integer CHECK (number < 100))")
        server.execute("GRANT SELECT, INSERT ON written TO app")


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS + 1) as pool:
        yield pool


def recorded(statement: str, parameters: Sequence[Any]) -> Sequence[str | None]:
    """In a thread, which does not leave its connection behind."""
    try:
        return together.recorded("audit", statement, parameters)
    finally:
        connections.close_all()


def answers(asked: Sequence[Future[Any]]) -> list[Any]:
    return [each.exception(timeout=30) or each.result() for each in asked]


@contextmanager
def somebody_commits(threads: ThreadPoolExecutor) -> Iterator[list[Future[Any]]]:
    """While one thread's commit lasts the others come; then it ends."""
    (queue,) = together._queues
    first = threads.submit(recorded, SLEEP, [1])
    until(lambda: queue._is_committing)
    asked: list[Future[Any]] = []
    yield asked
    until(lambda: len(queue._waiting) == len(asked))
    assert not first.done(), "the first commit was over before all the others had come"
    first.result(timeout=30)


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if is_so():
            return
        threading.Event().wait(0.005)
    raise AssertionError("It never came to that.")


def written(name: str) -> list[int]:
    with databases.superuser(name) as server:
        return [number for (number,) in server.execute("SELECT number FROM written ORDER BY number").fetchall()]


def test_a_thread_alone_commits_at_once(live_database: str) -> None:
    number, _ = together.recorded("audit", WRITE, [7])
    assert (number, written(live_database)) == ("7", [7])


def test_those_that_come_during_a_commit_go_with_the_next_and_each_has_its_own_answer(
    threads: ThreadPoolExecutor, live_database: str
) -> None:
    with somebody_commits(threads) as asked:
        asked += [threads.submit(recorded, WRITE, [number]) for number in range(THREADS)]
    given = answers(asked)
    assert [number for number, _ in given] == [str(number) for number in range(THREADS)]
    assert len({transaction for _, transaction in given}) == 1
    assert written(live_database) == [*range(THREADS)]


def test_one_that_is_refused_takes_no_other_with_it(threads: ThreadPoolExecutor, live_database: str) -> None:
    with somebody_commits(threads) as asked:
        asked += [threads.submit(recorded, WRITE, [number]) for number in (1, 2, 100, 3)]
    given = answers(asked)
    assert [isinstance(each, DatabaseError) for each in given] == [False, False, True, False]
    assert written(live_database) == [1, 2, 3]


def test_one_that_cannot_be_sent_is_nobody_else_s_failure(threads: ThreadPoolExecutor, live_database: str) -> None:
    with somebody_commits(threads) as asked:
        asked.append(threads.submit(recorded, WRITE, [1]))
        with pytest.raises(UnicodeEncodeError):
            together.recorded("audit", "SELECT %s::text", ["\ud800"])
    assert [number for number, _ in answers(asked)] == ["1"]
    assert written(live_database) == [1]


def test_a_lost_connection_fails_for_all_who_were_in_the_commit_and_for_nobody_after(
    threads: ThreadPoolExecutor, live_database: str
) -> None:
    with somebody_commits(threads) as asked:
        asked.append(threads.submit(recorded, "SELECT pg_terminate_backend(pg_backend_pid())", []))
        asked += [threads.submit(recorded, WRITE, [number]) for number in (1, 2)]
    assert all(isinstance(each, OperationalError) for each in answers(asked))
    assert written(live_database) == []
    assert together.recorded("audit", WRITE, [3])[0] == "3"


def test_a_thread_without_a_connection_of_its_own_is_nobody_else_s_failure(
    threads: ThreadPoolExecutor, live_database: str
) -> None:
    def inside_a_transaction() -> object:
        try:
            with transaction.atomic(using="audit"):
                with connections["audit"].cursor() as cursor:
                    cursor.execute("SELECT 1")
                return together.recorded("audit", WRITE, [1])
        finally:
            connections.close_all()

    with somebody_commits(threads) as asked:
        asked.append(threads.submit(inside_a_transaction))
        until(lambda: len(together._queues[0]._waiting) == 1)
        asked += [threads.submit(recorded, WRITE, [number]) for number in (2, 3)]
    first, *others = answers(asked)
    assert isinstance(first, OperationalError)
    assert [number for number, _ in others] == ["2", "3"]
    assert written(live_database) == [2, 3]


def test_whoever_is_ended_while_it_waits_does_not_keep_the_others(
    threads: ThreadPoolExecutor, live_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ended(BaseException):
        pass

    class Interrupted:
        """A lock whose waiter is ended from outside when its turn comes."""

        def __init__(self) -> None:
            self.lock, self.asked = threading.Lock(), 0

        def acquire(self) -> None:
            self.asked += 1
            self.lock.acquire()
            if self.asked > 1:
                raise Ended

        def release(self) -> None:
            self.lock.release()

    (queue,) = together._queues
    order = together._Order
    with somebody_commits(threads) as asked:
        ended = order(("SELECT 1", []))
        ended.turn = Interrupted()  # type: ignore[assignment]
        ended.turn.acquire()
        with monkeypatch.context() as changed:
            changed.setattr(together, "_Order", lambda _statement: ended)
            asked.append(threads.submit(recorded, "SELECT 1", []))
            until(lambda: len(queue._waiting) == 1)
        asked += [threads.submit(recorded, WRITE, [number]) for number in (1, 2)]
    first, *others = answers(asked)
    assert isinstance(first, Ended)
    assert [number for number, _ in others] == ["1", "2"]
    assert (queue._waiting, queue._is_committing) == ([], False)


def test_a_copy_of_the_process_waits_for_nobody(threads: ThreadPoolExecutor) -> None:
    with somebody_commits(threads) as asked:
        asked.append(threads.submit(recorded, "SELECT %s::int", [1]))
        until(lambda: len(together._queues[0]._waiting) == 1)
        if not (copy := os.fork()):
            (queue,) = together._queues
            os._exit(int(queue._is_committing or bool(queue._waiting)))
    assert os.waitpid(copy, 0)[1] == 0
    assert answers(asked) == [("1",)]


def test_whoever_is_ended_while_it_commits_does_not_keep_the_others(
    threads: ThreadPoolExecutor, live_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as changed:
        changed.setattr(together, "_commit", ended)
        with pytest.raises(KeyboardInterrupt):
            together.recorded("audit", WRITE, [1])
    assert together.recorded("audit", WRITE, [2])[0] == "2"
    assert written(live_database) == [2]


def test_events_of_many_threads_are_all_there_each_with_its_own_lines(threads: ThreadPoolExecutor) -> None:
    def record(number: int) -> None:
        with acting.hanna():
            for _ in range(20):
                line = PersonLine(uuid4(), uuid4(), "case_file", "6(1)(f)", "opened")
                trail.record_apart(ENVELOPE_OPENED, lines=[line] * number, count=number)
        connections.close_all()

    answers([threads.submit(record, number) for number in range(1, THREADS + 1)])
    events = Event.objects.filter(name=ENVELOPE_OPENED.name)
    assert sorted(event.count or 0 for event in events) == sorted([*range(1, THREADS + 1)] * 20)
    assert all(Line.objects.filter(event_id=event.id).count() == event.count for event in events)


def described() -> list[tuple[object, ...]]:
    """All events and their lines, without what each has of its own."""
    of_event: dict[int, list[tuple[object, ...]]] = {}
    for line in Line.objects.values_list(
        "event_id", "subject", "envelope_id", "record_class", "legal_basis", "outcome", "at"
    ):
        of_event.setdefault(line[0], []).append(line[1:])
    found = []
    for event in Event.objects.order_by("id"):
        lines = of_event.get(event.id, [])
        assert {line[-1] for line in lines} <= {event.at}
        told = (event.name, event.actor_kind, event.actor_id, event.purpose, event.channel, event.request_id)
        said = (event.reference, event.reason, event.recipient, tuple(event.fields), event.count, event.legal_basis)
        found.append((*told, *said, tuple(sorted(map(str, (line[:-1] for line in lines))))))
    return sorted(found, key=str)


def test_each_says_what_it_would_have_said_by_itself(threads: ThreadPoolExecutor, live_database: str) -> None:
    who = [PersonLine(uuid4(), uuid4(), "case_file", "6(1)(f)", "opened"),
           PersonLine(None, uuid4(), "ledger_entry", "6(1)(c), 17(3)(b)", "opened"),
           PersonLine(uuid4(), uuid4(), "profile", "6(1)(e)", "refused")]  # fmt: skip
    given: list[dict[str, Any]] = [
        {"name": ENVELOPE_OPENED, "lines": who[:2], "fields": ["debtor.name", "claim.amount"], "count": 2},
        {"name": OPENING_REFUSED, "lines": who[2:], "reason": "restriction", "reference": "K-2026-000123"},
        {"name": RECORD_CHANGED, "lines": [who[0], who[0], who[1]], "recipient": "R-7", "count": 0},
        {"name": OPENING_REFUSED, "reason": "held"},
    ]
    with acting.hanna() as here:
        for each in given:
            trail.record_apart(**each)
        alone = described()

        def record(each: dict[str, Any]) -> None:
            with access.context(
                actor=here.actor, purpose=here.purpose, channel=here.channel, request_id=here.request_id
            ):
                trail.record_apart(**each)
            connections.close_all()

        with somebody_commits(threads) as asked:
            asked += [threads.submit(record, each) for each in given]
        assert answers(asked) == [None] * len(given)
    assert described() == sorted([*alone, *alone], key=str)
    newest = Event.objects.order_by("-id")[: len(given)]
    assert len({bytes(event.salt) for event in newest}) == len(given)
    with databases.superuser(live_database) as server:
        commits = server.execute("SELECT count(DISTINCT xid), count(*) FROM audit_event WHERE id = ANY (%s)",
                                 [[event.id for event in newest]]).fetchone()  # fmt: skip
    assert commits == (1, len(given))
