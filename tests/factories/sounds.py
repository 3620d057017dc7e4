"""Sound files that the tests make: tones of a few kinds, no voice."""

import struct
import wave
from io import BytesIO

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
