"""Files on their way in: sealed while they arrive, so that nothing of them is ever on a disk in the clear.

Django writes what somebody sends to a temporary file. Here it is written as ciphertext under a key that is only in this
process' memory and in a file without a name: after a crash there is noise, and then not even that. A service reads it
once more and seals it into its envelope (``personal_data.files.store``). A page takes files only if it says so.
"""

import os
import tempfile
from collections.abc import Callable
from functools import wraps
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, Concatenate, ParamSpec, TypeVar, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_protect

from personal_data import ownership

CHUNK_BYTES = 64 * 1024
_TAG = 16
P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
_Page = Callable[Concatenate[R, P], HttpResponseBase]


class Draft(RawIOBase):
    """What has arrived of a file, sealed in numbered chunks; it can be read, with seeking, when it is whole."""

    def __init__(self) -> None:
        super().__init__()
        root = Path(settings.SEALED_FILES_DIRECTORY)
        ownership.make_folder(root)
        self._file = tempfile.TemporaryFile(dir=root, buffering=0)  # noqa: SIM115  closed with the draft
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._pending = bytearray()
        self._chunks = 0
        self._opened: tuple[int, bytes] = (-1, b"")
        self._at = 0
        self.size = 0

    def add(self, data: bytes) -> None:
        """Seal what has arrived."""
        self.size += len(data)
        self._pending += data
        while len(self._pending) >= CHUNK_BYTES:
            self._seal(bytes(self._pending[:CHUNK_BYTES]))
            del self._pending[:CHUNK_BYTES]

    def finish(self) -> None:
        """Seal what is left: the file has arrived."""
        self._seal(bytes(self._pending))
        self._pending.clear()

    def readable(self) -> bool:
        """It is made to be read once more."""
        return True

    def seekable(self) -> bool:
        """Any part can be read without the whole."""
        return True

    def tell(self) -> int:
        """Where the next reading begins."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a byte."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence])
        return self._at

    def readinto(self, target: Any, /) -> int:
        """Decrypt what is asked for, as far as the file goes. Raises ValueError when nothing was kept."""
        if self.closed:
            raise ValueError("The file is closed; nothing of it is kept.")
        wanted = max(0, min(len(target), self.size - self._at))
        done = 0
        while done < wanted:
            number, offset = divmod(self._at, CHUNK_BYTES)
            part = self._chunk(number)[offset : offset + wanted - done]
            target[done : done + len(part)] = part
            done += len(part)
            self._at += len(part)
        return done

    def close(self) -> None:
        """Forget the key and the ciphertext."""
        if not self.closed:
            self._file.close()
            self._opened = (-1, b"")
            self._pending.clear()
        super().close()

    def _seal(self, plaintext: bytes) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._chunks), plaintext, None))
        self._chunks += 1

    def _chunk(self, number: int) -> bytes:
        if self._opened[0] != number:
            sealed = os.pread(self._file.fileno(), CHUNK_BYTES + _TAG, number * (CHUNK_BYTES + _TAG))
            self._opened = (number, self._cipher.decrypt(_nonce(number), sealed, None))
        return self._opened[1]


class ReceivedFile(UploadedFile):  # type: ignore[type-arg]  # generic in its stubs only
    """A file that somebody has sent. Of one that is too large its length is known and nothing is kept."""

    def __init__(self, draft: Draft, *, size: int, is_too_large: bool, **about: Any) -> None:
        super().__init__(file=cast("IO[bytes]", draft), size=size, **about)
        self.is_too_large = is_too_large

    def close(self) -> None:
        """Forget the key and the ciphertext."""
        cast("Draft", self.file).close()


class SealingHandler(FileUploadHandler):
    """Seals the files of one request while they arrive, up to so many bytes of all of them together."""

    def __init__(self, request: HttpRequest | None = None, *, limit: int) -> None:
        super().__init__(request)
        self._limit = limit
        self._received = 0
        self._draft: Draft | None = None

    def new_file(self, *args: Any, **about: Any) -> None:
        """Begin with the next file."""
        super().new_file(*args, **about)
        self._draft = Draft()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece, or drop it: the rest of what is too large is read from the line and kept nowhere."""
        assert self._draft is not None
        self._received += len(raw_data)
        if self._received > self._limit:
            self._draft.close()
        else:
            self._draft.add(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile:
        """The file as forms and services take it."""
        assert self._draft is not None
        draft, self._draft = self._draft, None
        if not draft.closed:
            draft.finish()
        return ReceivedFile(
            draft,
            size=file_size,
            is_too_large=draft.closed,
            name=self.file_name,
            content_type=self.content_type,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """The sender went away."""
        if self._draft is not None:
            self._draft.close()


class RefusingHandler(FileUploadHandler):
    """What every other page does with files: it reads past them."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Drop the file with its first piece."""
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        """There is no file."""


def takes_files(limit: int) -> Callable[[_Page[R, P]], _Page[R, P]]:
    """Let a page take files of so many bytes together.

    It stands below ``accounts.access.require``, so that nothing is received from whoever may not send it, and
    ``csrf_exempt`` stands above both: the token lies in the body, and is checked here when that is received.
    """

    def decorate(view: _Page[R, P]) -> _Page[R, P]:
        checked = csrf_protect(cast("Any", view))

        @wraps(view)
        def receiving(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.upload_handlers = [SealingHandler(request, limit=limit)]
            return cast("HttpResponseBase", checked(request, *args, **kwargs))

        return cast("_Page[R, P]", receiving)

    return decorate


def _nonce(number: int) -> bytes:
    """No key seals more than one file, so the number of a chunk is never used twice under it."""
    return number.to_bytes(12, "big")
