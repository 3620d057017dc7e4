"""Ogg: pages that each say how many samples have gone by; the first one names the coding."""

from collections_app.sounds.reading import Content, NotASound, Sound, part, rounded_up, size_of

_OPUS_RATE = 48_000
# A page is 65,307 bytes at most, so that the last two of a file lie in this.
_TAIL_BYTES = 2 * 65_307


def begins(head: bytes) -> bool:
    """Whether a file begins with a first page."""
    return head[:5] == b"OggS\x00" and len(head) > 28 and bool(head[5] & 2)


def described(content: Content) -> Sound:
    """Type and length. Raises NotASound."""
    head = part(content, 0, 512)
    serial = head[14:18]
    packet = head[27 + head[26] :]
    skipped, rate = 0, 0
    if packet.startswith(b"OpusHead"):
        rate, skipped = _OPUS_RATE, int.from_bytes(packet[10:12], "little")
    elif packet.startswith(b"\x01vorbis"):
        rate = int.from_bytes(packet[12:16], "little")
    elif packet.startswith(b"\x7fFLAC"):
        rate = int.from_bytes(packet[27:30], "big") >> 4
    else:
        raise NotASound("unknown_coding", "Ogg")
    played = _last_position(content, serial) - skipped
    if not rate or played <= 0:
        raise NotASound("broken", "Ogg")
    return Sound("audio/ogg", rounded_up(played, rate))


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
