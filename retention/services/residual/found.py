"""What a check found and how much it read, as its parts hand it on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from retention.policies.traces import Trace

MOST_NAMED = 1_000
"""So many leftovers are named one by one; beyond that they are counted."""


class Leftover(NamedTuple):
    """Something erased that is still somewhere: where, of which kind, in which row."""

    place: str
    kind: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Remainder:
    """What stays with a ground: the class of the record, why, by what law, until when at the latest, how many."""

    record_class: str
    ground: str
    citation: str
    until: date | None
    count: int


@dataclass(slots=True)
class Tally:
    """The running account of one check."""

    places: int = 0
    bytes_read: int = 0
    leftover_count: int = 0
    leftovers: list[Leftover] = field(default_factory=list)
    remainders: list[Remainder] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def begin_again(self) -> None:
        """Everything is looked through once more, for other persons: places count once, what was read each time."""
        self.places = 0

    def left(self, place: str, kind: str, record: str = "") -> None:
        """Count a leftover, and name it while there are not too many."""
        self.leftover_count += 1
        if len(self.leftovers) < MOST_NAMED:
            self.leftovers.append(Leftover(place, kind, record))

    def traces(self, traces: Iterator[Trace], place: str, record: str = "") -> None:
        """Count the traces in one value: a value is one leftover of each kind, however often it stands there."""
        for kind in sorted({trace.kind for trace in traces}):
            self.left(place, kind, record)
