"""The artefacts of a back-up: files sealed in numbered chunks under the key of the back-up.

The key is wrapped under the key epoch of the day. When the epoch has been destroyed the whole back-up is noise: sealed
values, clear columns and search tokens alike.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_CHUNK_BYTES = 1024 * 1024
_NONCE_BYTES = 12
_TAG_BYTES = 16


class Damaged(Exception):
    """A part of a back-up is not as it was written, or belongs to another back-up. The message names it."""


class Writer:
    """Seals one artefact as its parts come. ``digest`` and ``size`` are those of the file, known when it is closed."""

    def __init__(self, path: Path, cipher: AESGCM, name: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._cipher, self._name = cipher, name
        self._waiting = bytearray()
        self._number = 0
        self._sum = hashlib.sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return self._sum.hexdigest()

    def write(self, part: bytes) -> int:
        """Take the next part of any length. The last whole chunk is kept back: only the end knows that it is last."""
        self._waiting += part
        while len(self._waiting) > _CHUNK_BYTES:
            self._seal(bytes(self._waiting[:_CHUNK_BYTES]), is_last=False)
            del self._waiting[:_CHUNK_BYTES]
        return len(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self._seal(bytes(self._waiting), is_last=True)
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, chunk, _place(self._name, self._number, is_last=is_last))
        self._file.write(sealed)
        self._sum.update(sealed)
        self.size += len(sealed)
        self._number += 1


def read(path: Path, cipher: AESGCM, name: str) -> Iterator[bytes]:
    """The plaintext of an artefact, chunk by chunk. Raises Damaged."""
    try:
        with path.open("rb") as file:
            number, chunk = 0, file.read(_CHUNK_BYTES + _NONCE_BYTES + _TAG_BYTES)
            while True:
                after = file.read(_CHUNK_BYTES + _NONCE_BYTES + _TAG_BYTES)
                yield cipher.decrypt(
                    chunk[:_NONCE_BYTES], chunk[_NONCE_BYTES:], _place(name, number, is_last=not after)
                )
                if not after:
                    return
                number, chunk = number + 1, after
    except (InvalidTag, ValueError):
        raise Damaged(f"{name} was changed or cut, or is of another back-up.") from None
    except FileNotFoundError:
        raise Damaged(f"{name} is missing.") from None


class Stream:
    """An artefact's plaintext as a file that can be read once, from its beginning."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes; all that is left without a size."""
        parts, length = [self._left], len(self._left)
        while size < 0 or length < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            parts.append(chunk)
            length += len(chunk)
        found = b"".join(parts)
        self._left = found[size:] if size >= 0 else b""
        return found[:size] if size >= 0 else found


def _place(name: str, number: int, *, is_last: bool) -> bytes:
    return f"{name}\0{number}{'.' if is_last else '+'}".encode()
