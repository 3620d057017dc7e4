"""What recording costs of the throughput: sixteen users at once on the pages, with the recorder and without it.

There is no setting that switches recording off. In a copy of the database a trigger throws away what would be recorded;
everything else, the judging and the keys included, is the same.
"""

import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.http import HttpResponse

from bench.measuring import Result, by_turns, spread
from bench.pages import getting, handler
from collections_app.models import Case
from tests.fixtures import databases

_PROGRAMS, _USERS = 2, 8
_SECONDS = 4
_ROUNDS = 6
_MUST_HOLD = 0.10
_UNRECORDED = """
CREATE FUNCTION bench_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER bench_nothing BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION bench_nothing();
CREATE TRIGGER bench_nothing BEFORE INSERT ON audit_line FOR EACH ROW EXECUTE FUNCTION bench_nothing();"""


def strip(database: str) -> None:
    """Replace the recorder of a copy."""
    with databases.superuser(database) as session:
        session.execute(_UNRECORDED)


def measure(recorded: str, unrecorded: str) -> list[Result]:
    """Pages a second of both, by turns."""
    ours, without = by_turns(lambda: _pages(recorded), lambda: _pages(unrecorded), rounds=_ROUNDS)
    # A pair of turns meets the same machine.
    lost = statistics.median(1 - mine / theirs for mine, theirs in zip(ours, without, strict=True))
    return [
        Result(
            f"recording, of the throughput of {_PROGRAMS * _USERS} users at once",
            f"{lost:.1%} ({statistics.median(ours):.0f} pages/s)",
            f"{_MUST_HOLD:.0%}",
            lost <= _MUST_HOLD,
            [f"with {spread(ours, digits=0)} pages/s; without {spread(without, digits=0)} pages/s"],
        )
    ]


def _pages(database: str) -> float:
    """How many pages a second sixteen users get, each asking for the next as soon as one has come."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts, begin = context.Queue(), context.Barrier(_PROGRAMS)
    programs = [context.Process(target=_program, args=(database, begin, counts)) for _ in range(_PROGRAMS)]
    for program in programs:
        program.start()
    total: int = sum(counts.get() for _ in programs)
    for program in programs:
        program.join()
    return total / _SECONDS


def _program(database: str, begin: Any, counts: Any) -> None:
    databases.point_at(database)
    references = list(Case.objects.order_by("-id").values_list("reference", flat=True)[: _USERS * 4])
    done = [0] * _USERS
    ready = threading.Barrier(_USERS + 1)
    users = [
        threading.Thread(target=_user, args=(number, references[number * 4 :][:4], ready, done))
        for number in range(_USERS)
    ]
    for user in users:
        user.start()
    ready.wait()
    begin.wait()
    ready.wait()
    for user in users:
        user.join()
    counts.put(sum(done))


def _user(number: int, references: list[str], ready: threading.Barrier, done: list[int]) -> None:
    client = handler()
    asks: list[Callable[[], HttpResponse]] = [
        getting(client, address) for address in ("/handler/", *(f"/handler/cases/{each}/" for each in references))
    ]
    for ask in asks:
        ask()
    ready.wait()
    ready.wait()
    end = time.perf_counter() + _SECONDS
    while time.perf_counter() < end:
        asks[done[number] % len(asks)]()
        done[number] += 1
    connections.close_all()
