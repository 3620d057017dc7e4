"""Bringing what was written to the disk while the caller goes on working."""

import os
import threading
from pathlib import Path


class Pending:
    """A line on its way to the disk. After ``wait`` a power cut cannot take it any more."""

    def __init__(self, descriptor: int, folder: Path | None = None) -> None:
        """The file by its descriptor, which the caller may close; and the folder, where the file is new in it."""
        self._descriptor = os.dup(descriptor)
        self._folder = folder
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._sync, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Raises OSError when the disk did not take it."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _sync(self) -> None:
        try:
            os.fsync(self._descriptor)
            if self._folder is not None:
                _sync_folder(self._folder)
        except OSError as error:
            self._error = error
        finally:
            os.close(self._descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
