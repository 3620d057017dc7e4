"""The lines of one file of the journal, read from the front or from the end."""

import os
from collections.abc import Iterator
from typing import BinaryIO

_BLOCK_BYTES = 64 * 1024


def up_to(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The lines of a file up to the size that it had when nobody wrote."""
    while file.tell() < size and (text := file.readline()):
        yield text


def backwards(file: BinaryIO) -> Iterator[bytes]:
    """The whole lines of a file, last first. What stands behind the last line's end is no line."""
    place, rest, is_behind = file.seek(0, os.SEEK_END), b"", True
    while place:
        step = min(_BLOCK_BYTES, place)
        place -= step
        file.seek(place)
        first, *others = (file.read(step) + rest).split(b"\n")
        for text in reversed(others):
            if not is_behind:
                yield text
            is_behind = False
        rest = first
    if rest and not is_behind:
        yield rest


def drop_torn_end(file: BinaryIO) -> None:
    """Remove what a power cut left of a line; nobody was told that it is written."""
    size = place = file.seek(0, os.SEEK_END)
    while place:
        step = min(_BLOCK_BYTES, place)
        file.seek(place - step)
        found = file.read(step).rfind(b"\n")
        if found >= 0:
            place = place - step + found + 1
            break
        place -= step
    if place < size:
        file.truncate(place)
