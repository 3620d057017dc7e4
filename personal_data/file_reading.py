"""Sealed files to read from like any other: lines, parts, from any place, whatever their size."""

import io
from typing import Any, BinaryIO, cast

from personal_data.files import CHUNK_BYTES, read
from personal_data.models import SealedFile


class Reader(io.RawIOBase):
    """A sealed file to read from like any other, from any place; one chunk at a time is in memory."""

    def __init__(self, file: SealedFile) -> None:
        self._file = file
        self._position = 0
        self._number, self._chunk = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        """How many bytes come before the next."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to another place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._file.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what comes next; 0 at the end. Raises NotOpened and CannotOpen."""
        number, offset = divmod(self._position, self._file.chunk_size)
        if self._position >= self._file.size:
            return 0
        if number != self._number:
            start = number * self._file.chunk_size
            self._chunk = b"".join(read(self._file, start=start, end=start + self._file.chunk_size))
            self._number = number
        part = self._chunk[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)


def opened(file: SealedFile) -> BinaryIO:
    """A sealed file to read lines and parts from; its envelope must be open while it is read."""
    return cast("BinaryIO", io.BufferedReader(Reader(file), CHUNK_BYTES))
