"""Measuring what a page costs beyond its baseline: request against request, on connections that both keep open.

Ours and the baseline answer by turns, one request each, and what counts is the middle of the differences between the
two of a pair: what else the machine does slows the two of a pair alike, and a pair that it hits in between is one of
hundreds. The person whose page it is changes from round to round, so that one person's trail does not grow with our
side only. Objects that live as long as the process are set aside from the collector first, as a request should not pay
for looking through the whole program; it goes on collecting what requests leave behind.
"""

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connections
from django.http import HttpResponse

from bench import plain
from bench.measuring import Result, seconds, spread
from tests.fixtures import databases

ROUNDS = 12
PAIRS_OF_ROUND = 30
_WARM = 6
_BUSY = 1.6
_ALIASES = ("default", "audit")

Visit = Callable[[int], Callable[[], HttpResponse]]
"""Signs in for the page of the n-th person and gives the request, to be asked again and again."""


class Side:
    """One of the two databases, with connections of its own."""

    def __init__(self, database: str, *, is_plain: bool) -> None:
        self._is_plain = is_plain
        databases.point_at(database)
        # Copies have settings of their own: the next side points the shared ones at another database.
        self._connections: dict[str, Any] = {alias: connections[alias].copy() for alias in _ALIASES}

    def begin(self, visit: Visit, number: int) -> Callable[[], float]:
        """A browser signs in. What is returned asks its page once and says how many seconds that took."""
        with self._connected():
            ask = visit(number)

        def asked() -> float:
            with self._connected(), plain.unsealed() if self._is_plain else nullcontext():
                return seconds(ask)

        return asked

    def close(self) -> None:
        """Leave the database."""
        for each in self._connections.values():
            each.close()

    @contextmanager
    def _connected(self) -> Iterator[None]:
        shared: dict[str, Any] = {alias: connections[alias] for alias in _ALIASES}
        for alias in _ALIASES:
            connections[alias] = self._connections[alias]
        try:
            yield
        finally:
            for alias in _ALIASES:
                connections[alias] = shared[alias]


def turns(sides: Sequence[Side], visit: Visit, *, pairs: int) -> Iterator[tuple[float, ...]]:
    """How long the same work takes on each of some sides, by turns, after a turn that does not count."""
    works = [side.begin(visit, 0) for side in sides]
    for work in works:
        work()
    gc.collect()
    gc.freeze()
    for pair in range(pairs):
        if pair % 2 == 0:
            yield tuple(work() for work in works)
        else:
            yield tuple(reversed([work() for work in reversed(works)]))
    gc.unfreeze()


def compare(name: str, visit: Visit, allowed: float, *, databases_of: tuple[str, str]) -> Result:
    """One page of ours and of the baseline; ``allowed`` is how many milliseconds more ours may take."""
    sealed, baseline = databases_of
    sides = Side(sealed, is_plain=False), Side(baseline, is_plain=True)
    ours: list[float] = []
    without: list[float] = []
    for number in range(ROUNDS):
        _add_round(sides, visit, number, (ours, without))
    for side in sides:
        side.close()
    differences = sorted((mine - theirs) * 1000 for mine, theirs in zip(ours, without, strict=True))
    added = statistics.median(differences)
    low, high = _bounds(differences)
    return Result(
        f"{name} opened and recorded",
        f"{added:+.2f} ms p50 against plain columns, unrecorded",
        f"+{allowed:.0f} ms",
        added <= allowed,
        [
            f"ours {spread(ours, 1000)} ms; plain {spread(without, 1000)} ms",
            f"{len(differences)} pairs: the middle difference lies between {low:+.2f} and {high:+.2f} ms (95 %)",
            *_busy(without),
        ],
    )


def _busy(samples: Sequence[float]) -> Iterator[str]:
    """A word where the machine did something else meanwhile: then milliseconds say little, whichever way they fall."""
    times = statistics.median(samples) / min(samples)
    if times > _BUSY:
        yield f"the machine was busy: the middle request took {times:.1f} times as long as the quickest; measure again"


def _add_round(sides: tuple[Side, Side], visit: Visit, number: int, taken: tuple[list[float], list[float]]) -> None:
    works = [side.begin(visit, number) for side in sides]
    for _ in range(_WARM):
        for work in works:
            work()
    gc.collect()
    gc.freeze()
    turns = list(zip(works, taken, strict=True))
    for pair in range(PAIRS_OF_ROUND):
        for work, samples in turns if pair % 2 == 0 else reversed(turns):
            samples.append(work())
    gc.unfreeze()


def _bounds(ordered: Sequence[float]) -> tuple[float, float]:
    """Between which two of the ordered values the true middle lies with 95 % certainty, however they are spread."""
    apart = round(0.98 * len(ordered) ** 0.5)
    middle = len(ordered) // 2
    return ordered[max(middle - apart, 0)], ordered[min(middle + apart, len(ordered) - 1)]
