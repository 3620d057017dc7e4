"""One worker at a time for one piece of long work, for as long as it lives."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection

_PURPOSE = 0x5168


@contextmanager
def on(reference: str) -> Iterator[bool]:
    """Whether this worker alone works on what has the reference. The lock dies with the worker's session, so what a
    killed worker left is free at once; it does not end with a transaction, since long work has many."""
    key = int.from_bytes(sha256(reference.encode()).digest()[:4], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_PURPOSE, key])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_PURPOSE, key])
