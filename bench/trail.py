"""The trail at length: sealing under load, verifying, proving, and the page of a person whose trail is long."""

import multiprocessing
import random
import statistics
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from audit import trail
from audit.lines import PersonLine
from audit.tree import proofs, sealing, verifying
from bench import trail_filling
from bench.measuring import Result, by_turns, seconds, spread
from bench.pages import getting
from bench.portal import code_of
from collections_app.models import Case
from personal_data import access
from personal_data.events import ENVELOPE_OPENED
from personal_data.purposes import Purpose
from privacy.portal import visits
from tests.fixtures import databases

# Programs, and users of each at once, each on a thread of its own: as many as keep both processors busy, and few.
_PROGRAMS, _MANY, _FEW = 2, 32, 8
_LOAD_SECONDS = 12
_PROOFS = 300
_VISITS = 25
_MILLION = 1_000_000
_FLAT = 1.3
_OLDEST_UNSEALED = """
SELECT extract(epoch FROM clock_timestamp() - min(e.at)) FROM audit_event e
WHERE e.id > (SELECT max(event_id) - 200000 FROM audit_leaf)
  AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.event_id = e.id)"""


def measure(database: str, events: int, *, shorter: str) -> list[Result]:
    """All of it, in one database that is filled to so many events; ``shorter`` is one that stays at a tenth of them."""
    databases.point_at(database)
    ask, person = _visitor()
    short = events // 10
    trail_filling.fill(database, short, person=person)
    _copy(database, shorter)
    trail_filling.fill(database, events - short, person=person)
    page = _person_page(shorter, database, ask, events)
    databases.point_at(database)
    taken = seconds(lambda: sealing.seal(at=timezone.now()))
    return [
        page,
        _verification(events, f"sealed before, by one sealer in one go: {events / taken:,.0f} events/s"),
        _inclusion(),
        *_load(database),
    ]


def _copy(database: str, name: str) -> None:
    connections.close_all()
    with databases.superuser() as server:
        server.execute(f'CREATE DATABASE "{name}" OWNER owner TEMPLATE "{database}" STRATEGY FILE_COPY')


def _visitor() -> tuple[Callable[[], HttpResponse], UUID]:
    """A debtor who has signed in, and the pseudonym that lines are about."""
    with access.context(actor=access.system("bench"), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
        code = code_of(Case.objects.order_by("-id")[0])
    response = HttpResponse()
    visits.begin(RequestFactory().get("/portal/"), response, code=code, before=None, at=timezone.now())
    client = Client()
    client.cookies = response.cookies
    return getting(client, "/portal/seen/"), code.debtor.subject.pseudonym


def _person_page(shorter: str, longer: str, ask: Callable[[], HttpResponse], events: int) -> Result:
    def page(database: str) -> Callable[[], float]:
        def look() -> float:
            databases.point_at(database)
            for _ in range(5):
                ask()
            return statistics.median([seconds(ask) for _ in range(_VISITS)])

        return look

    small, large = by_turns(page(shorter), page(longer))
    middle, grown = statistics.median(large) * 1000, statistics.median(large) / statistics.median(small)
    return Result(
        f"who has seen it, among {events:,} events",
        f"{middle:.0f} ms p50, {grown:.2f} x the time among {events // 10:,}",
        f"100 ms among 10,000,000, flat ({_FLAT} x)",
        middle <= 100 and grown <= _FLAT,
        [
            f"{spread(small, 1000)} ms and {spread(large, 1000)} ms, by turns",
            f"the person stands in {events // 500:,} events",
        ],
    )


def _verification(events: int, note: str) -> Result:
    reports: list[Any] = []
    taken = [seconds(lambda: reports.append(verifying.verify(workers=2))) for _ in range(3)]
    found = [each for report in reports for each in report.findings]
    million = statistics.median(taken) * _MILLION / events
    return Result(
        f"verifying {events:,} events, 2 workers",
        f"{spread(taken)} s, {million:.1f} s for a million",
        "10 s for 1,000,000",
        million <= 10 and not found,
        [note, f"{len(found)} findings"],
    )


def _inclusion() -> Result:
    chance = random.Random(5)
    size = proofs.newest_head().size
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id FROM audit_leaf WHERE index = ANY (%s)",
                       [[chance.randrange(size) for _ in range(_PROOFS)]])  # fmt: skip
        asked = [event for (event,) in cursor.fetchall()]
    taken = [seconds(lambda event=event: proofs.inclusion(event, size=size)) for event in asked]  # type: ignore[misc]
    middle = statistics.median(taken) * 1000
    length = len(proofs.inclusion(asked[0], size=size).path)
    return Result(
        f"inclusion proof among {size:,} leaves",
        f"{middle:.2f} ms p50",
        "5 ms among 10,000,000",
        middle <= 5,
        [f"{spread(taken, 1000)} ms, path of {length} hashes"],
    )


def _load(database: str) -> list[Result]:
    few, _, _ = _loaded(database, _FEW)
    rate, commits, oldest = _loaded(database, _MANY)
    return [
        Result("events recorded and sealed, sustained", f"{rate:,.0f} events/s", "5,000 events/s", rate >= 5_000,
               [f"{_PROGRAMS} programs with {_MANY} users each, {_LOAD_SECONDS} s, until the last was sealed",
                f"{commits:.2f} commits for an event, each committed before its user goes on",
                f"with {_FEW} users each {few:,.0f} events/s"]),
        Result("the oldest event that was not sealed under that load", f"{max(oldest):.1f} s old", "60 s",
               max(oldest) <= 60, [f"{len(oldest)} turns of the sealer"]),
    ]  # fmt: skip


def _loaded(database: str, users: int) -> tuple[float, float, list[float]]:
    """Openings recorded by many users at once, each shown to nobody before it is committed; the sealer takes turns.

    Returns events a second, commits for an event, and how old the oldest unsealed event was at each turn.
    """
    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts, begin = context.Queue(), context.Barrier(_PROGRAMS * users + 1)
    programs = [context.Process(target=_program, args=(database, users, begin, counts)) for _ in range(_PROGRAMS)]
    for program in programs:
        program.start()
    oldest: list[float] = []
    over = threading.Event()
    sealer = threading.Thread(target=_seal, args=(over, oldest))
    begin.wait()
    started, since = time.perf_counter(), timezone.now()
    sealer.start()
    written = sum(counts.get() for _ in range(_PROGRAMS * users))
    for program in programs:
        program.join()
    over.set()
    sealer.join()
    rate = written / (time.perf_counter() - started)
    return rate, _commits(since) / written, oldest


def _commits(since: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xid) FROM audit_event WHERE at >= %s", [since])
        found: int = cursor.fetchone()[0]
    connections.close_all()
    return found


def _program(database: str, users: int, begin: Any, counts: Any) -> None:
    databases.point_at(database)
    threads = [threading.Thread(target=_user, args=(begin, counts)) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _user(begin: Any, counts: Any) -> None:
    line = PersonLine(uuid4(), uuid4(), "case_file", "6(1)(f)", "opened")
    count = 0
    with access.context(actor=access.Actor("staff", uuid4()), purpose=Purpose.COLLECTION, channel="web"):
        trail.record_apart(ENVELOPE_OPENED, lines=[line])
        begin.wait()
        end = time.perf_counter() + _LOAD_SECONDS
        while time.perf_counter() < end:
            trail.record_apart(ENVELOPE_OPENED, lines=[line], count=1)
            count += 1
    connections.close_all()
    counts.put(count)


def _seal(over: threading.Event, oldest: list[float]) -> None:
    """A turn each second, and one more when the load is over; before each it is asked how long the oldest waits."""
    while True:
        is_last = over.is_set()
        with connection.cursor() as cursor:
            cursor.execute(_OLDEST_UNSEALED)
            oldest.append(float(cursor.fetchone()[0] or 0))
        sealing.seal(at=timezone.now())
        if is_last:
            break
        over.wait(1)
    connections.close_all()
