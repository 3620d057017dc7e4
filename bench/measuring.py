"""Measuring fairly: ours and the baseline by turns, several rounds, medians and spread."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

ROUNDS = 5


@dataclass(slots=True)
class Result:
    """One figure against the number to hold."""

    name: str
    figure: str
    target: str
    is_held: bool
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """How it is printed."""
        verdict = "held  " if self.is_held else "MISSED"
        return [
            f"{verdict} {self.name}: {self.figure} (must hold: {self.target})",
            *(f"         {n}" for n in self.notes),
        ]


def by_turns(*works: Callable[[], float], rounds: int = ROUNDS) -> list[list[float]]:
    """Run several works in turn, ``rounds`` times; each returns its own seconds."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(rounds):
        order = list(enumerate(works))
        for index, work in order if number % 2 == 0 else reversed(order):
            taken[index].append(work())
    return taken


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(values: Sequence[float], unit: float = 1.0, digits: int = 2) -> str:
    """Median with minimum and maximum."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle * unit:.{digits}f} ({low * unit:.{digits}f} to {high * unit:.{digits}f})"
