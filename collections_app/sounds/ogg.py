"""Ogg: pages that each say how many samples have gone by; the first one names the coding."""

from collections.abc import Iterator
from typing import NamedTuple

from collections_app.sounds.reading import Content, NotASound, Sound, part, rounded_up, size_of

MOST_HEADS = 32
"""So many pages at most say how it is coded before the sound begins."""
_OPUS_RATE = 48_000
# A page is 65,307 bytes at most, so that the last two of a file lie in this.
_TAIL_BYTES = 2 * 65_307
_HEAD_BYTES = 27


class Page(NamedTuple):
    """One page: where it begins, its length, its number, and how many samples have gone by at its end (-1: unsaid)."""

    start: int
    length: int
    number: int
    position: int


def begins(head: bytes) -> bool:
    """Whether a file begins with a first page."""
    return head[:5] == b"OggS\x00" and len(head) > 28 and bool(head[5] & 2)


def described(content: Content) -> Sound:
    """Type and length. Raises NotASound."""
    rate, skipped = rate_of(content)
    played = _last_position(content, part(content, 0, 18)[14:18]) - skipped
    if not rate or played <= 0:
        raise NotASound("broken", "Ogg")
    return Sound("audio/ogg", rounded_up(played, rate))


def rate_of(content: Content) -> tuple[int, int]:
    """How many samples make a second, and how many at the beginning are not played. Raises NotASound."""
    head = part(content, 0, 512)
    packet = head[_HEAD_BYTES + head[26] :] if len(head) > _HEAD_BYTES else b""
    if packet.startswith(b"OpusHead"):
        return _OPUS_RATE, int.from_bytes(packet[10:12], "little")
    if packet.startswith(b"\x01vorbis"):
        return int.from_bytes(packet[12:16], "little"), 0
    if packet.startswith(b"\x7fFLAC"):
        return int.from_bytes(packet[27:30], "big") >> 4, 0
    raise NotASound("unknown_coding", "Ogg")


def pages(content: Content) -> Iterator[Page]:
    """The pages in order, until something stands there that is none."""
    at, size = 0, size_of(content)
    while at + _HEAD_BYTES <= size:
        head = part(content, at, _HEAD_BYTES + 255)
        if head[:5] != b"OggS\x00":
            return
        lacing = head[_HEAD_BYTES : _HEAD_BYTES + head[26]]
        length = _HEAD_BYTES + head[26] + sum(lacing)
        if at + length > size:
            return
        number = int.from_bytes(head[18:22], "little")
        yield Page(at, length, number, int.from_bytes(head[6:14], "little", signed=True))
        at += length


def _last_position(content: Content, serial: bytes) -> int:
    """How many samples have gone by on the last page of the stream."""
    size = size_of(content)
    tail = part(content, max(0, size - _TAIL_BYTES), _TAIL_BYTES)
    at = tail.rfind(b"OggS\x00")
    while at >= 0:
        position = int.from_bytes(tail[at + 6 : at + 14], "little", signed=True)
        if tail[at + 14 : at + 18] == serial and position >= 0:
            return position
        at = tail.rfind(b"OggS\x00", 0, at)
    return 0
