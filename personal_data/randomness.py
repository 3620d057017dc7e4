"""Random bytes for many small uses."""

import os

_PAGE_BYTES = 4096


class Randomness:
    """Random bytes of the system, drawn by the page: a batch asks for so many that each call would be felt."""

    def __init__(self) -> None:
        self._page = b""
        self._used = 0

    def draw(self, count: int) -> bytes:
        """Bytes that nobody else gets."""
        if self._used + count > len(self._page):
            self._page, self._used = os.urandom(_PAGE_BYTES), 0
        self._used += count
        return self._page[self._used - count : self._used]
