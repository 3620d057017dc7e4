"""WAV: a RIFF file with a description of the samples and then the samples."""

import struct
from typing import NamedTuple

from collections_app.sounds.reading import Content, NotASound, Sound, part, rounded_up, size_of

# PCM, floats, A-law and mu-law of telephone exchanges, and the form that names its kind elsewhere.
_KINDS = frozenset({1, 3, 6, 7, 0xFFFE})
_MOST_CHUNKS = 64
_FORMAT = struct.Struct("<HHIIHH")
_UNKNOWN_LENGTH = 0xFFFFFFFF


class Samples(NamedTuple):
    """Where the samples lie, how many bytes they have, how many a second, and in what steps they may be cut."""

    start: int
    length: int
    per_second: int
    step: int
    format: bytes


def begins(head: bytes) -> bool:
    """Whether a file begins as a WAV file does."""
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def described(content: Content) -> Sound:
    """Type and length. Raises NotASound."""
    samples = samples_of(content)
    return Sound("audio/wav", rounded_up(samples.length, samples.per_second))


def samples_of(content: Content) -> Samples:
    """Where its samples lie. Raises NotASound."""
    size, at, form = size_of(content), 12, b""
    for _ in range(_MOST_CHUNKS):
        head = part(content, at, 8)
        if len(head) < 8:
            break
        name, length = head[:4], int.from_bytes(head[4:], "little")
        if name == b"fmt ":
            form = part(content, at + 8, min(length, 64))
        elif name == b"data":
            return _samples(form, at + 8, size - at - 8 if length == _UNKNOWN_LENGTH else min(length, size - at - 8))
        at += 8 + length + length % 2
    raise NotASound("broken", "WAV")


def _samples(form: bytes, start: int, length: int) -> Samples:
    if len(form) < _FORMAT.size:
        raise NotASound("broken", "WAV")
    kind, channels, _rate, per_second, step, _bits = _FORMAT.unpack_from(form)
    if kind not in _KINDS:
        raise NotASound("unknown_coding", "WAV")
    if not (channels and per_second and step and length > 0):
        raise NotASound("broken", "WAV")
    return Samples(start, length, per_second, step, form)
