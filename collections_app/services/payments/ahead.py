"""The bookings of a bank's file a batch at a time; the next batch is read while the database writes the one before."""

from collections.abc import Callable, Iterable
from itertools import islice

from collections_app.payments.entries import BankEntry

BATCH_ENTRIES = 2000
_ENTRIES_A_TURN = 20


class Ahead:
    """The batches of a file in their order, never more than one ahead."""

    def __init__(self, entries: Iterable[BankEntry]) -> None:
        self._entries = iter(entries)
        self._next: list[BankEntry] | None = None

    def read(self, pump: Callable[[], None] = lambda: None) -> None:
        """Read the next batch, and let the database have its turn now and then. Raises what reading raises."""
        if self._next is None:
            self._next = []
            for position, entry in enumerate(islice(self._entries, BATCH_ENTRIES)):
                self._next.append(entry)
                if position % _ENTRIES_A_TURN == 0:
                    pump()

    def take(self) -> list[BankEntry]:
        """The next batch; empty at the end."""
        self.read()
        taken, self._next = self._next, None
        return taken or []
