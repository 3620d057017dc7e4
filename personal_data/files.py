"""Sealed files: encrypted in numbered chunks, so that a part can be read without the whole.

Each chunk is bound to its file, its number and whether it is the last, so chunks can be neither moved nor cut off.
The key is the envelope's; when it is destroyed the file is noise, and its ciphertext is removed as well.
"""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self
from uuid import UUID

from django.conf import settings
from django.db import transaction

from personal_data import access, ownership, sealing
from personal_data.identifiers import time_ordered
from personal_data.models import Envelope, SealedFile
from personal_data.values import NotOpened

CHUNK_BYTES = 64 * 1024
_OVERHEAD = 5 + 12 + 16  # header, nonce, authentication tag
_SETTLED_SECONDS = 24 * 60 * 60


def store(*, envelope: Envelope, column_id: str, media_type: str, content: BinaryIO) -> SealedFile:
    """Seal a file into an envelope whose key the context holds. A failed transaction leaves no file behind."""
    with Writer(envelope=envelope, column_id=column_id) as writer:
        while chunk := content.read(CHUNK_BYTES):
            writer.write(chunk)
        return writer.finish(media_type=media_type)


class Writer:
    """Seals a file as its parts come, of any length; nothing of it lies in the clear anywhere.

    Without ``finish`` nothing stays. The key of the envelope must be in the context while parts come.
    """

    def __init__(self, *, envelope: Envelope, column_id: str) -> None:
        held = _held(envelope.id, readable=False)
        self.size = 0
        self._file = SealedFile(
            id=time_ordered(),
            envelope=envelope,
            column_id=column_id,
            media_type="",
            size=0,
            chunk_size=CHUNK_BYTES,
            generation=held.generation,
        )
        self._target = path_of(self._file.id)
        ownership.make_folder(self._target.parent)
        self._draft = self._target.with_suffix(".draft")
        self._output = self._draft.open("xb")
        ownership.like_its_folder(self._output.fileno(), self._draft)
        self._waiting = bytearray()
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    def write(self, part: bytes) -> int:
        """Take the next part. The last whole chunk is kept back, since only ``finish`` knows that it is the last."""
        self.size += len(part)
        self._waiting += part
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(part)

    def finish(self, *, media_type: str) -> SealedFile:
        """The file is complete: it stays when the transaction does."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()
        self._output.flush()
        os.fsync(self._output.fileno())
        self._output.close()
        self._file.media_type, self._file.size = media_type, self.size
        self._file.save(force_insert=True)
        self._draft.rename(self._target)
        return self._file

    def abandon(self) -> None:
        """Leave nothing; after ``finish`` it changes nothing."""
        self._waiting.clear()
        self._output.close()
        self._draft.unlink(missing_ok=True)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        held = _held(self._file.envelope_id, readable=False)
        place = _place(self._file, self._number, is_last=is_last)
        self._output.write(sealing.seal(held.cipher, held.generation, place, chunk))
        self._number += 1


def read(file: SealedFile, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The plaintext from byte ``start`` up to but not including ``end``; only the chunks asked for are decrypted.

    Raises NotOpened when the envelope was not opened, CannotOpen when a chunk was moved, altered or cut off.
    """
    end = file.size if end is None else min(end, file.size)
    last = max(0, (file.size - 1) // file.chunk_size)
    with path_of(file.id).open("rb") as stored:
        number = start // file.chunk_size
        stored.seek(number * (file.chunk_size + _OVERHEAD))
        while number * file.chunk_size < end or (file.size == 0 and number == 0):
            held = _held(file.envelope_id, readable=True)  # asked for each chunk: reading ends with its context
            place = _place(file, number, is_last=number == last)
            chunk = sealing.unseal(held.cipher, place, stored.read(file.chunk_size + _OVERHEAD))
            offset = number * file.chunk_size
            yield chunk[max(0, start - offset) : end - offset]
            number += 1


def of_envelopes(envelope_ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """The files of some envelopes, as pairs of envelope and file."""
    files = SealedFile.objects.filter(envelope_id__in=envelope_ids)
    return list(files.values_list("envelope_id", "id"))


def remove_after_commit(file_ids: Sequence[UUID]) -> None:
    """Remove the ciphertext of erased files once the erasure has been committed."""
    for file_id in file_ids:
        transaction.on_commit(partial(_remove, file_id))


def sweep(*, settled_before: float | None = None) -> int:
    """Remove files that no row knows any more: leftovers of a crash between commit and removal.

    A file of the last day may belong to a transaction that has not been committed yet, so it is left alone, unless the
    caller knows a later moment (in seconds of the epoch) before which everything has been.
    """
    root = Path(settings.SEALED_FILES_DIRECTORY)
    settled = time.time() - _SETTLED_SECONDS if settled_before is None else settled_before
    removed = 0
    for folder in sorted(root.glob("??")):
        chosen = folder.iterdir() if settled_before is None else folder.glob("*.sealed")
        stored = {path.stem: path for path in chosen if path.stat().st_mtime < settled}
        ids = {UUID(stem) for stem in stored}
        known = set(SealedFile.objects.filter(id__in=ids).values_list("id", flat=True))
        for file_id in ids - known:
            stored[str(file_id)].unlink(missing_ok=True)
            removed += 1
    return removed


def path_of(file_id: UUID) -> Path:
    """Where the ciphertext of a file lies."""
    return Path(settings.SEALED_FILES_DIRECTORY) / str(file_id)[-2:] / f"{file_id}.sealed"


def _remove(file_id: UUID) -> None:
    with contextlib.suppress(FileNotFoundError):
        path_of(file_id).unlink()


def _place(file: SealedFile, number: int, *, is_last: bool) -> bytes:
    place = sealing.additional_data(file.column_id, file.id, file.envelope_id, file.generation)
    return place + b"\x00chunk%d%s" % (number, b"." if is_last else b"+")


def _held(envelope_id: UUID, *, readable: bool) -> access.HeldKey:
    here = access.current()
    held = here.keys.get(envelope_id) if here else None
    if held is None or (readable and not held.readable):
        raise NotOpened("The envelope of this file is not open in the current access context.")
    return held
