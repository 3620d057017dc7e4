"""Identifiers of rows: random, and ordered by the time of making so that indexes stay compact."""

import os
import time
from uuid import UUID


def time_ordered() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=value | 0x7 << 76 | 0x2 << 62)
