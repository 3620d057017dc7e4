"""Lines in files that are only added to, each bound to the one before it by its digest.

A line is ``<digest> <JSON>``: the SHA-256 digest of the JSON, which names its number and the digest of the line before.
One file for each month (UTC). Any number of processes may append: a lock file lets them in one by one.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from personal_data import ownership
from personal_data.journal import lines_of
from personal_data.journal.durable import Pending

_NONE_BEFORE = "0" * 64
_DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the chain: the number of a line and its digest. Number 0 stands before the first line."""

    number: int = 0
    digest: str = _NONE_BEFORE


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read."""

    position: Position
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold: the file, the line in it (from 1), and what is wrong with it."""

    file: str
    line: int
    wrong: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.wrong}"


class Broken(Exception):
    """The journal was changed or cut. The message names the line."""


class Chain:
    """The journal's files in one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def append(self, content: Mapping[str, Any]) -> tuple[Position, Pending]:
        """Write one line at the end; it is on its way to the disk when this returns. Raises Broken, OSError."""
        with self._locked():
            before, now = self._end(), datetime.now(UTC)
            position, text = _written(before, {"at": now.isoformat(timespec="microseconds"), **content})
            path = self.directory / f"journal-{now:%Y-%m}.jsonl"
            # After a clock that went back, the chain goes on in its newest file.
            path = max([path, *self._files()])
            is_new = not path.exists()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
                file.write(text)
                file.flush()
                if is_new:
                    ownership.like_its_folder(file.fileno(), path)
                return position, Pending(file.fileno(), self.directory if is_new else None)

    def lines(self, after: int = 0) -> Iterator[Line]:
        """Every line behind a number, oldest first. Raises Broken at the first that is not as it was written."""
        for line, fault in self._read():
            if fault is not None:
                raise Broken(str(fault))
            if line is not None and line.position.number > after:
                yield line

    def newest_first(self) -> Iterator[Line]:
        """Every line from the end backwards, without a look at what binds them."""
        for path in reversed(self._files()):
            with path.open("rb") as file:
                for text in lines_of.backwards(file):
                    yield _whole(text, path)

    def faults(self) -> list[Fault]:
        """Every place at which the chain does not hold. An untouched journal has none."""
        return [fault for _, fault in self._read() if fault is not None]

    def end(self) -> Position:
        """Where the chain ends now."""
        with self._locked():
            return self._end()

    def _end(self) -> Position:
        for path in reversed(self._files()):
            with path.open("r+b") as file:
                lines_of.drop_torn_end(file)
                for text in lines_of.backwards(file):
                    return _whole(text, path).position
        return Position()

    def _read(self) -> Iterator[tuple[Line | None, Fault | None]]:
        with self._locked():
            self._end()
            sizes = [(path, path.stat().st_size) for path in self._files()]
        before: Position | None = Position()
        for path, size in sizes:
            with path.open("rb") as file:
                for row, text in enumerate(lines_of.up_to(file, size), 1):
                    line, wrong = _checked(text.rstrip(b"\n"), before)
                    yield line, Fault(path.name, row, wrong) if wrong else None
                    before = line.position if line else None

    def _files(self) -> list[Path]:
        return sorted(self.directory.glob("journal-*.jsonl"))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        ownership.make_folder(self.directory)
        path = self.directory / "lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            ownership.like_its_folder(descriptor, path)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _written(before: Position, content: Mapping[str, Any]) -> tuple[Position, bytes]:
    number = before.number + 1
    body = json.dumps({"number": number, "before": before.digest, **content}, separators=(",", ":")).encode()
    digest = hashlib.sha256(body).hexdigest()
    return Position(number, digest), f"{digest} ".encode() + body + b"\n"


def _checked(text: bytes, before: Position | None) -> tuple[Line | None, str]:
    """A line and what is wrong with it; ``before`` is None behind a line that could not be read."""
    try:
        line = _parsed(text)
    except (ValueError, KeyError):
        return None, "this is no line of the journal."
    if hashlib.sha256(text[_DIGEST_LENGTH + 1 :]).hexdigest() != line.position.digest:
        return line, f"entry {line.position.number} was changed."
    if before is not None and line.position.number != before.number + 1:
        return line, f"entry {before.number + 1} is missing; entry {line.position.number} stands here."
    if before is not None and line.content["before"] != before.digest:
        return line, f"entry {line.position.number} does not follow the entry before it, which was exchanged."
    return line, ""


def _whole(text: bytes, path: Path) -> Line:
    try:
        return _parsed(text)
    except (ValueError, KeyError):
        raise Broken(f"{path.name} holds what is no line of the journal; check_journal names it.") from None


def _parsed(text: bytes) -> Line:
    content = json.loads(text[_DIGEST_LENGTH + 1 :])
    return Line(Position(int(content["number"]), text[:_DIGEST_LENGTH].decode()), content)
