"""A file's rows a batch at a time; the next batch is read while the database writes the one before."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from collections_app.intake.documents import Row
from collections_app.intake.problems import RowProblem
from collections_app.models import Creditor
from collections_app.services.intake import arrivals as intake_arrivals
from collections_app.services.intake.arrivals import Arrival

BATCH_ROWS = 4000
_ROWS_A_TURN = 20


@dataclass(slots=True)
class Chunk:
    """The good rows of a batch as arrivals, the bad ones as they are, and how often each notice was given."""

    arrivals: list[Arrival] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notices: Counter[str] = field(default_factory=Counter)

    @property
    def read_count(self) -> int:
        """How many rows were read."""
        return len(self.arrivals) + len(self.problems)

    def add(self, row: Row | RowProblem, creditor: Creditor) -> None:
        """Take one row."""
        if isinstance(row, RowProblem):
            self.problems.append(row)
        else:
            self.arrivals.append(intake_arrivals.arrive(creditor, row.document))
            self.notices.update(notice.code for notice in row.document.notices)


class Chunks:
    """The batches of a file in their order, never more than one ahead."""

    def __init__(self, creditor: Creditor, rows: Iterable[Row | RowProblem]) -> None:
        self._creditor = creditor
        self._rows = iter(rows)
        self._next: Chunk | None = None

    def read_ahead(self, pump: Callable[[], None] = lambda: None) -> None:
        """Read the next batch, and let the database have its turn now and then."""
        if self._next is None:
            self._next = Chunk()
            for position, row in enumerate(islice(self._rows, BATCH_ROWS)):
                self._next.add(row, self._creditor)
                if position % _ROWS_A_TURN == 0:
                    pump()

    def take(self) -> Chunk | None:
        """The next batch; None at the end."""
        self.read_ahead()
        taken, self._next = self._next, None
        return taken if taken and taken.read_count else None
