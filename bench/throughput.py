"""What recording costs of the throughput: sixteen users at once on the pages, with the recorder and without it.

There is no setting that switches recording off. In a copy of the database a trigger throws away what would be recorded
in sessions that ask for it; everything else, the judging and the keys included, is the same. The same programs, on the
same connections, do the same pages in short slices by turns: with recording, without, without, with.

What counts is the processor time of a page: that of the programs and that of all processes of the database, as the
kernel counts it. While sixteen users wait for the processors, throughput is what these have divided by it; unlike pages
a second it does not change with what else the machine does. The figure is the mean of all pairs of slices, and the
number is held when the whole interval in which it lies in 95 of 100 cases is below it.
"""

import gc
import math
import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connections
from django.http import HttpResponse

from audit.models import Event
from bench import processor
from bench.measuring import Result, spread
from bench.pages import getting, handler
from collections_app.models import Case
from tests.fixtures import databases

_PROGRAMS, _USERS = 2, 8
_ROUNDS = 2
PAIRS = 40
_MUST_HOLD = 0.10
_SURE = 1.96
_ALIASES = ("default", "audit")
_SWITCH = "SELECT set_config('bench.unrecorded', %s, false)"
_FORGETFUL = """
CREATE FUNCTION bench_forget() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF current_setting(''bench.unrecorded'', true) = ''on'' THEN RETURN NULL; END IF; RETURN NEW; END';
CREATE TRIGGER bench_forget BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION bench_forget();
CREATE TRIGGER bench_forget BEFORE INSERT ON audit_line FOR EACH ROW EXECUTE FUNCTION bench_forget();"""


class Slice(NamedTuple):
    """What one slice took for its pages: seconds, and processor seconds of the programs and of the database."""

    pages: int
    seconds: float
    programs: float
    database: float

    @property
    def of_a_page(self) -> float:
        """Processor seconds of a page."""
        return (self.programs + self.database) / self.pages


def make_forgetful(database: str) -> None:
    """Let sessions of a copy ask not to be recorded."""
    with databases.superuser(database) as session:
        session.execute(_FORGETFUL)


def measure(database: str, pairs: int) -> list[Result]:
    """The share of a page's processor time that recording takes."""
    databases.point_at(database)
    _prove_the_switch()
    modes = [True, False, False, True] * (pairs // 2)
    slices = _slices(database, modes)
    ours = [each for each, is_recorded in zip(slices, modes, strict=True) if is_recorded]
    without = [each for each, is_recorded in zip(slices, modes, strict=True) if not is_recorded]
    share, low, high = interval([mine.of_a_page for mine in ours], [theirs.of_a_page for theirs in without])
    pages = [spread([each.pages / each.seconds for each in side], digits=0) for side in (ours, without)]
    return [
        Result(
            f"recording, of the throughput of {_PROGRAMS * _USERS} users at once",
            f"{share:.1%} ({low:.1%} to {high:.1%} in 95 of 100 cases)",
            f"{_MUST_HOLD:.0%}, the whole interval",
            high <= _MUST_HOLD,
            [
                f"processor time of a page: {_costs(ours)}; without recording {_costs(without)}; {len(ours)} pairs",
                f"pages/s, which other work of the machine moves: with {pages[0]}, without {pages[1]}",
            ],
        )
    ]


def _costs(slices: Sequence[Slice]) -> str:
    programs = statistics.mean(each.programs / each.pages for each in slices)
    database = statistics.mean(each.database / each.pages for each in slices)
    return f"programs {programs * 1000:.2f} ms and database {database * 1000:.2f} ms"


def interval(ours: Sequence[float], without: Sequence[float]) -> tuple[float, float, float]:
    """By how much throughput falls, from the costs of pairs: the mean, and between what it lies in 95 of 100 cases."""
    ratios = [math.log(theirs / mine) for mine, theirs in zip(ours, without, strict=True)]
    mean, error = statistics.mean(ratios), statistics.stdev(ratios) / math.sqrt(len(ratios))
    return 1 - math.exp(mean), 1 - math.exp(mean + _SURE * error), 1 - math.exp(mean - _SURE * error)


def _prove_the_switch() -> None:
    """A page leaves an event with recording, and none without."""
    ask = getting(handler(), "/handler/")
    ask()
    for is_recorded in (True, False):
        _switch(is_recorded=is_recorded)
        before = Event.objects.count()
        ask()
        assert (Event.objects.count() > before) is is_recorded, "The benchmark's switch does not work."
    _switch(is_recorded=True)


def _switch(*, is_recorded: bool) -> None:
    for alias in _ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute(_SWITCH, ["off" if is_recorded else "on"])


def _slices(database: str, modes: Sequence[bool]) -> list[Slice]:
    server = processor.database_server()
    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts, gate = context.Queue(), context.Barrier(_PROGRAMS + 1)
    programs = [context.Process(target=_program, args=(database, modes, gate, counts)) for _ in range(_PROGRAMS)]
    for program in programs:
        program.start()
    found = []
    for _ in modes:
        gate.wait()
        before, begun = processor.used(server), time.perf_counter()
        gate.wait()
        gate.wait()
        seconds, after = time.perf_counter() - begun, processor.used(server)
        in_database = sum(now - before.get(process, 0.0) for process, now in after.items())
        told = [counts.get() for _ in programs]
        pages, in_programs = sum(each for each, _ in told), sum(each for _, each in told)
        found.append(Slice(pages, seconds, in_programs, in_database))
    for program in programs:
        program.join()
    return found


def _program(database: str, modes: Sequence[bool], gate: Any, counts: Any) -> None:
    for alias in _ALIASES:
        connections.settings[alias]["CONN_MAX_AGE"] = None  # what a session was asked lasts as long as it does
    databases.point_at(database)
    references = list(Case.objects.order_by("-id").values_list("reference", flat=True)[: _USERS * 4])
    connections.close_all()
    done = [0] * _USERS
    step = threading.Barrier(_USERS + 1)
    users = [
        threading.Thread(target=_user, args=(number, references[number * 4 :][:4], modes, step, done))
        for number in range(_USERS)
    ]
    for user in users:
        user.start()
    for _ in modes:
        step.wait()  # every session is asked whether it is recorded
        gate.wait()
        gc.collect()
        gate.wait()
        pages, used = sum(done), time.process_time()
        step.wait()
        step.wait()
        counts.put((sum(done) - pages, time.process_time() - used))
        gate.wait()
    for user in users:
        user.join()


def _user(number: int, references: list[str], modes: Sequence[bool], step: threading.Barrier, done: list[int]) -> None:
    client = handler()
    asks: list[Callable[[], HttpResponse]] = [
        getting(client, address) for address in ("/handler/", *(f"/handler/cases/{each}/" for each in references))
    ]
    for ask in asks:
        ask()
    for is_recorded in modes:
        _switch(is_recorded=is_recorded)
        step.wait()
        step.wait()
        for ask in asks * _ROUNDS:
            ask()
            done[number] += 1
        step.wait()
    connections.close_all()
