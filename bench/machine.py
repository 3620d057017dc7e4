"""How fast the machine is at this moment, so that figures of two runs can be held against each other.

Shared machines change their pace by a factor of three within minutes. A plain loop and a flush to the disk say at which
pace a figure was measured; they judge nothing.
"""

import os
import statistics
import tempfile

from bench.measuring import seconds

_TURNS = 1_000_000
_FLUSHES = 30
_PAGE = b"x" * 8192


def pace() -> str:
    """What a million turns of a loop, and one page flushed to the disk, take now."""
    return f"a million turns of a loop {seconds(_loop) * 1000:.0f} ms, a page flushed {_flush():.2f} ms"


def _loop() -> None:
    total = 0
    for number in range(_TURNS):
        total += number * number % 7


def _flush() -> float:
    """Milliseconds, at the median."""
    with tempfile.TemporaryFile() as file:
        taken = []
        for _ in range(_FLUSHES):
            os.pwrite(file.fileno(), _PAGE, 0)
            taken.append(seconds(lambda: os.fdatasync(file.fileno())))
    return statistics.median(taken) * 1000
