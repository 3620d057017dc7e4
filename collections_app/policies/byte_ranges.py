"""Ranges of bytes: what a player asks for of a sound file (RFC 9110 section 14), and how much of it was sent."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(?P<first>[0-9]{0,18})\s*-\s*(?P<last>[0-9]{0,18})\s*", re.IGNORECASE)


class ByteRange(NamedTuple):
    """From byte ``start`` up to but not including ``end``."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start


class Unsatisfiable(Exception):
    """No such bytes: it begins after the end, runs backwards, is empty, or there are several (RFC 9110 15.5.17)."""


def asked(header: str, size: int) -> ByteRange | None:
    """The one range that a Range header asks for of a file of ``size`` bytes; None for all of it.

    A unit that is not bytes is ignored, as the standard says. Several ranges at once no player asks for: they are
    refused rather than sent as the whole file. Raises Unsatisfiable.
    """
    if not header or not header.lstrip().lower().startswith("bytes"):
        return None
    found = _ONE_RANGE.fullmatch(header)
    if found is None or not (found["first"] or found["last"]):
        raise Unsatisfiable
    if found["first"]:
        start = int(found["first"])
        end = min(int(found["last"]) + 1, size) if found["last"] else size
    else:
        start, end = max(0, size - int(found["last"])), size
    if start >= end:
        raise Unsatisfiable
    return ByteRange(start, end)


def united(ranges: Iterable[Sequence[int]]) -> list[ByteRange]:
    """Ranges without overlaps, in order: what was sent twice counts once."""
    found: list[ByteRange] = []
    for start, end in sorted((int(start), int(end)) for start, end in ranges):
        if found and start <= found[-1].end:
            found[-1] = ByteRange(found[-1].start, max(found[-1].end, end))
        elif end > start:
            found.append(ByteRange(start, end))
    return found


def seconds_of(ranges: Iterable[Sequence[int]], *, size: int, seconds: int) -> int:
    """How many seconds of a sound lie in some of its bytes, rounded up: bytes are taken to be evenly long."""
    if not size:
        return 0
    sent = sum(each.length for each in united(ranges))
    return min(seconds, -(-sent * seconds // size))
