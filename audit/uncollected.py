"""Batches without the collector of cycles: it walks through all rows of a batch again and again, and finds nothing.

What is read from the database, hashed or sealed is freed when nothing refers to it any more; only what refers to itself
waits for the collector. A third of the time of a verification went into the walks.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector rest for one batch, of the whole process; it works again when the batch ends, or fails."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
