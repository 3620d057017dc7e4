"""The key ring: key-encryption keys in epochs, kept outside the database.

Every envelope's key is wrapped under the current epoch. An epoch that has been replaced and destroyed takes every
back-up of erased keys with it (GDPR art. 17; design: no back-up outlives 35 days).
"""

import base64
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from personal_data import ownership

EPOCH_LENGTH = timedelta(days=7)
EPOCH_GRACE = timedelta(days=28)
_WRAP_NONCE_BYTES = 12


class EpochGone(Exception):
    """The epoch that wrapped this key has been destroyed, or this ring never had it: the key is irrecoverable."""


@dataclass(frozen=True)
class Epoch:
    """One key-encryption key and the time from which it wraps."""

    number: int
    created_at: datetime
    cipher: AESGCM


class KeyRing(Protocol):
    """What a ring must do; a key-management service or a hardware module fits behind it."""

    def current(self) -> Epoch: ...
    def get(self, number: int) -> Epoch: ...
    def numbers(self) -> list[int]: ...
    def advance(self, *, at: datetime) -> Epoch: ...
    def destroy(self, number: int) -> None: ...


class DirectoryKeyRing:
    """A ring in a directory that only the application may read: one file for each epoch."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._epochs: dict[int, Epoch] = {}
        self._files: dict[int, str] = {}

    def numbers(self) -> list[int]:
        """The numbers of the living epochs, oldest first."""
        return sorted(int(path.stem.removeprefix("epoch-")) for path in self.directory.glob("epoch-*.json"))

    def current(self) -> Epoch:
        """The newest epoch; the first use of an empty ring makes one."""
        numbers = self.numbers()
        return self.get(numbers[-1]) if numbers else self.advance(at=datetime.now(UTC))

    def get(self, number: int) -> Epoch:
        """One epoch. Raises EpochGone when it has been destroyed."""
        known = self._epochs.get(number)
        # Asked at each opening: joining a path of parts would take longer than the whole look.
        if known is not None and os.access(self._files[number], os.F_OK):
            return known
        path = self._path(number)
        try:
            content = json.loads(path.read_text())
        except FileNotFoundError:
            self._epochs.pop(number, None)
            raise EpochGone(f"Epoch {number} of the key ring is gone; what it wrapped cannot be opened.") from None
        key = base64.b64decode(content["key"])
        self._files[number] = str(path)
        self._epochs[number] = Epoch(number, datetime.fromisoformat(content["created_at"]), AESGCM(key))
        return self._epochs[number]

    def advance(self, *, at: datetime, number: int = 0) -> Epoch:
        """Begin a new epoch, the next one unless told its number. Two processes at once make one only."""
        ownership.make_folder(self.directory)
        number = number or (self.numbers() or [0])[-1] + 1
        content = {"created_at": at.isoformat(), "key": base64.b64encode(AESGCM.generate_key(256)).decode()}
        # A draft of its own for every caller: two that shared one would write into each other's linked epoch.
        draft = self.directory / f"draft-{number}-{uuid4()}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                ownership.like_its_folder(file.fileno(), draft)
                json.dump(content, file)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, self._path(number))
        except FileExistsError:
            pass  # another process was first: its key is the epoch's
        finally:
            draft.unlink(missing_ok=True)
        _sync(self.directory)  # a key that wraps must outlast a power cut
        return self.get(number)

    def destroy(self, number: int) -> None:
        """Destroy an epoch: overwrite its file, then remove it."""
        path = self._path(number)
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        self._epochs.pop(number, None)

    def _path(self, number: int) -> Path:
        return self.directory / f"epoch-{number:06d}.json"


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def _ring_at(directory: str | Path) -> DirectoryKeyRing:
    return DirectoryKeyRing(Path(directory))


def ring() -> KeyRing:
    """The configured ring. Raises ImproperlyConfigured when KEY_DIRECTORY is not set."""
    directory = getattr(settings, "KEY_DIRECTORY", None)
    if not directory:
        raise ImproperlyConfigured("KEY_DIRECTORY is not set: name a directory outside every data directory.")
    return _ring_at(directory)


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(256)


def wrap(epoch: Epoch, owner: UUID, generation: int, key: bytes, *, draw: Callable[[int], bytes] = os.urandom) -> bytes:
    """Wrap a key for its owner (an envelope or a controller) under an epoch."""
    nonce = draw(_WRAP_NONCE_BYTES)
    return nonce + epoch.cipher.encrypt(nonce, key, owner.bytes + generation.to_bytes(4, "big"))


def unwrap(epoch: Epoch, owner: UUID, generation: int, wrapped: bytes) -> bytes:
    """Unwrap a key. Raises InvalidTag when it belongs to another owner, generation or epoch."""
    bound = owner.bytes + generation.to_bytes(4, "big")
    return epoch.cipher.decrypt(wrapped[:_WRAP_NONCE_BYTES], wrapped[_WRAP_NONCE_BYTES:], bound)
