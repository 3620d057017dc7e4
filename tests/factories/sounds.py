"""Sound files that the tests make: tones of a few kinds, no voice."""

import struct
import wave
from collections.abc import Sequence
from io import BytesIO

_PRESKIP, _SAMPLES_A_PACKET = 312, 960
_FRAME = 144  # bytes of one frame of 32 kbit/s at 32 kHz


def wav(seconds: int, *, rate: int = 8_000) -> bytes:
    """Eight bits a sample, one channel: each second has ``rate`` bytes, all of them the number of the second."""
    sound = BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        for second in range(seconds):
            file.writeframes(bytes([second % 256]) * rate)
    return sound.getvalue()


def mp3(frames: int, *, tag: bool = False) -> bytes:
    """Frames of MPEG-1 layer 3, 32 kbit/s, 32 kHz: 1152 samples in 144 bytes each."""
    header = bytes([0xFF, 0xFB, 0x18, 0xC0])
    body = b"".join(header + bytes([number % 256]) * (_FRAME - 4) for number in range(frames))
    return (b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128) if tag else b"") + body


def _page(packet: bytes, *, position: int, number: int, kind: int) -> bytes:
    head = struct.pack("<4sBBqIII", b"OggS", 0, kind, position, 77, number, 0)
    return head + bytes([1, len(packet)]) + packet


def ogg(seconds: int, *, coding: bytes = b"OpusHead") -> bytes:
    """An Opus stream of two pages: what codes it, and how far it goes."""
    first = coding + b"\x01\x01" + struct.pack("<HI", 312, 48_000) + b"\x00\x00\x00"
    return _page(first, position=0, number=0, kind=2) + _page(b"xyz", position=seconds * 48_000 + 312, number=1, kind=4)


def vorbis(seconds: int, *, rate: int = 16_000) -> bytes:
    """A Vorbis stream of two pages."""
    first = b"\x01vorbis" + struct.pack("<IBI", 0, 1, rate) + bytes(14)
    return _page(first, position=0, number=0, kind=2) + _page(b"xyz", position=seconds * rate, number=1, kind=4)


def opus(packets: Sequence[bytes], *, packets_a_page: int = 50) -> bytes:
    """A whole Ogg file of mono Opus packets of 20 ms, with the checksums that a decoder asks for (RFC 3533, 7845)."""
    head = b"OpusHead\x01\x01" + struct.pack("<HIH", _PRESKIP, 48_000, 0) + b"\x00"
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    pages = [_checked([head], position=0, number=0, kind=2), _checked([tags], position=0, number=1, kind=0)]
    for at in range(0, len(packets), packets_a_page):
        part = packets[at : at + packets_a_page]
        is_last = at + packets_a_page >= len(packets)
        position = (at + len(part)) * _SAMPLES_A_PACKET
        pages.append(_checked(part, position=position, number=len(pages), kind=4 if is_last else 0))
    return b"".join(pages)


def _checked(packets: Sequence[bytes], *, position: int, number: int, kind: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(each) // 255) + bytes([len(each) % 255]) for each in packets)
    head = struct.pack("<4sBBqII", b"OggS", 0, kind, position, 77, number)
    rest = bytes([len(lacing)]) + lacing + b"".join(packets)
    return head + struct.pack("<I", _checksum(head + bytes(4) + rest)) + rest


def _checksum(page: bytes) -> int:
    """CRC-32 as Ogg counts it: from the highest bit down, beginning with nought."""
    rest = 0
    for byte in page:
        rest ^= byte << 24
        for _ in range(8):
            rest = (rest << 1) ^ 0x104C11DB7 if rest & 0x80000000 else rest << 1
    return rest
