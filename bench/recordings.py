"""Recordings: seeking in one of an hour, and the memory of the web process while one of 100 MB is uploaded."""

import struct
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench.measuring import Result, seconds, spread
from collections_app.models import Call, Playback
from collections_app.services.calls import contact_log, recordings
from personal_data import access
from personal_data.models import SealedFile
from personal_data.purposes import Purpose
from tests.factories import collection

_HOUR = 3600
_RATE = 8_000
_SEEKS = 200
_MOST_MS = 50.0
_MOST_MB = 100.0
_BOUNDARY = "bench-boundary"
_MB = 1024 * 1024


def measure() -> list[Result]:
    """Both figures, through the real pages with session and permissions."""
    with _acting():
        intrum = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
        case = collection.case_file(intrum, [collection.debtor(intrum)])
        line = contact_log.CallLine(
            direction="inbound", outcome="spoke", spoken_to="debtor", seconds=_HOUR,
            started_at=timezone.now() - timedelta(hours=2),
        )  # fmt: skip
        heard, sent = (contact_log.log(case=case, line=line, by=uuid4(), at=timezone.now()) for _ in range(2))
    client = Client()
    client.force_login(User.objects.get(email="bench@sigill.test"))
    page = f"/handler/cases/{case.reference}/"
    client.get(page)
    uploaded = _uploading(client, page, sent)  # first: what a process once had it does not ask for again
    with _acting():
        sound = BytesIO(_header(_HOUR * _RATE) + bytes(range(256)) * (_HOUR * _RATE // 256))
        size = len(sound.getvalue())
        recording = recordings.attach(call=heard, content=sound, size=size, told="announced", at=timezone.now())
    return [_seeking(client, f"{page}recordings/{recording.pk}/", size), uploaded]


def _acting() -> AbstractContextManager[access.Context]:
    return access.context(actor=access.system("bench"), purpose=Purpose.COLLECTION, channel="command")


def _seeking(client: Client, page: str, size: int) -> Result:
    """Ask for the rest of the file from many places: the answer of the view has its first bytes when it is there."""
    client.post(page, {"purpose": "transaction_proof"})
    sound = f"{page}playbacks/{Playback.objects.get().pk}/sound/"

    def seek(place: int) -> None:
        answer = client.get(sound, headers={"Range": f"bytes={place}-"})
        assert answer.status_code == 206, answer.status_code

    seek(0)
    taken = [seconds(lambda at=number * 7919 * 997 % size: seek(at)) for number in range(_SEEKS)]
    slow = sorted(taken)[int(_SEEKS * 0.95)] * 1000
    return Result(
        "seek in a recording of 60 minutes",
        f"{slow:.1f} ms p95 in the view",
        f"{_MOST_MS:.0f} ms",
        slow <= _MOST_MS,
        [f"{spread(taken, 1000, 1)} ms over {_SEEKS} places of {size / _MB:.0f} MB"],
    )


class _Body(RawIOBase):
    """A form with a sound of the largest size, made while it is read: it is never in memory whole."""

    def __init__(self) -> None:
        super().__init__()
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="told"\r\n\r\nannounced\r\n--{_BOUNDARY}\r\n'
        head += 'Content-Disposition: form-data; name="sound"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n'
        self._parts = [head.encode() + _header(recordings.LARGEST - 44)]
        self._left = recordings.LARGEST - 44
        self._tail = f"\r\n--{_BOUNDARY}--\r\n".encode()
        self.size = len(self._parts[0]) + self._left + len(self._tail)
        self._waiting = b""

    def readable(self) -> bool:
        """It is made to be read."""
        return True

    def readinto(self, target: Any, /) -> int:
        """The next bytes."""
        size = len(target)
        while len(self._waiting) < size and (self._parts or self._left or self._tail):
            if self._parts:
                self._waiting += self._parts.pop()
            elif self._left:
                length = min(self._left, 65_536)
                self._waiting += bytes(length)
                self._left -= length
            else:
                self._waiting, self._tail = self._waiting + self._tail, b""
        part, self._waiting = self._waiting[:size], self._waiting[size:]
        target[: len(part)] = part
        return len(part)


def _uploading(client: Client, page: str, call: Call) -> Result:
    """How far the process grows at its peak while the page takes the file and seals it."""
    body = _Body()
    before = _reset_peak()
    answers = []
    taken = seconds(
        lambda: answers.append(
            client.request(
                PATH_INFO=f"{page}calls/{call.pk}/recording/",
                REQUEST_METHOD="POST",
                CONTENT_TYPE=f"multipart/form-data; boundary={_BOUNDARY}",
                CONTENT_LENGTH=str(body.size),
                **{"wsgi.input": body},
            )
        )
    )
    grown = _memory("VmHWM") - before
    (answer,) = answers
    assert answer.status_code == 302, answer.status_code
    stored = SealedFile.objects.latest("id")
    assert stored.size == recordings.LARGEST, (stored.size, answer["Location"])
    return Result(
        "memory of the web process for an upload of 100 MB",
        f"+{grown:.1f} MB at its peak",
        f"+{_MOST_MB:.0f} MB",
        grown <= _MOST_MB,
        [f"{before:.0f} MB before; received, sealed, recognised and sealed into its envelope in {taken:.1f} s"],
    )


def _reset_peak() -> float:
    """Let the kernel count the peak from now on; the megabytes that are in use."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def _header(length: int) -> bytes:
    """A WAV header for so many bytes of eight bits, one channel."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, _RATE, _RATE, 1, 8)
    return struct.pack("<4sI4s", b"RIFF", 36 + length, b"WAVE") + form + struct.pack("<4sI", b"data", length)
