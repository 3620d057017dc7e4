"""The package of a copy: PDF, JSON and originals in one ZIP, made while it is read and never whole in memory."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from personal_data import files
from personal_data.models import SealedFile
from privacy.policies.held_records import Holdings

PDF, JSON, ZIP = "application/pdf", "application/json", "application/zip"
_FOLDER = "files"
_UNSAFE = re.compile(r"[^0-9A-Za-z-]+")
_ENDINGS = {"application/pdf": ".pdf", "audio/wav": ".wav", "audio/mpeg": ".mp3", "audio/ogg": ".ogg"}
# Fixed, so that the same contents give the same package.
_COMPRESSED = 6


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the package."""

    name: str
    made_at: datetime
    chunks: Iterable[bytes]


def names(holdings: Holdings) -> dict[UUID, str]:
    """A name for each original that is handed out: record, day and kind, without anything about the person."""
    zone = ZoneInfo(holdings.controller.time_zone)
    found: dict[UUID, str] = {}
    for record in holdings.records:
        for file in record.files():
            if file.withheld is None:
                day = file.made_at.astimezone(zone).date().isoformat()
                record_name = _UNSAFE.sub("-", record.reference or record.record_class.name)
                ending = _ENDINGS.get(file.media_type, ".bin")
                kind = file.kind.split(".")[0].replace("_", "-")
                found[file.id] = f"{_FOLDER}/{len(found) + 1:03d}-{day}-{record_name}-{kind}{ending}"
    return found


def originals(found: dict[UUID, str]) -> Iterator[Member]:
    """The originals, opened as they are read. Their envelopes must be open."""
    stored = SealedFile.objects.in_bulk(list(found))
    return (Member(name, stored[each].created_at, files.read(stored[each])) for each, name in found.items())


def package(members: Iterable[Member]) -> io.BufferedIOBase:
    """A ZIP of some members to read from, in whole chunks however it comes."""
    return io.BufferedReader(cast("io.RawIOBase", _Package(members)))


class _Package(io.RawIOBase):
    """What ``package`` reads from."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._parts = _zipped(members)
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stubs ask for any buffer
        """Fill the buffer with what comes next; 0 at the end."""
        while not self._waiting:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._waiting = part
        taken, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


class _Sink(io.RawIOBase):
    """Collects what the ZIP writer writes until it is taken; it cannot be wound back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the stubs ask for any buffer
        """Keep what is written."""
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        """What has been written since the last time."""
        found = bytes(self._written)
        self._written.clear()
        return found


def _zipped(members: Iterable[Member]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSED) as package:
        for member in members:
            entry = zipfile.ZipInfo(member.name, member.made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            with package.open(entry, "w", force_zip64=True) as output:
                for chunk in member.chunks:
                    output.write(chunk)
                    if written := sink.taken():
                        yield written
            yield sink.taken()
    yield sink.taken()
