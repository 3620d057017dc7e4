"""The head of a claims file: its headings and first rows, and which columns are known without asking."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from collections_app.intake import csv_columns
from collections_app.intake.csv_claims import read_header
from collections_app.intake.csv_lines import UTF_8, WINDOWS_1252, Lines, RowNeverEnds
from collections_app.intake.problems import Fault

ROWS = 3
MOST_COLUMNS = 200
_LONGEST_CELL = 80


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """The headings of a file and the first rows below them, shortened; both may hold personal data."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def of_column(self, position: int) -> list[str]:
        """What the first rows say in a column."""
        return [row[position] for row in self.rows if position < len(row)]


def take(start: bytes) -> Sample:
    """The head of a file from its first bytes. Raises Fault when they are no CSV with a row of headings."""
    lines = Lines(BytesIO(start), _encoding(start))
    layout = read_header(lines)
    if len(layout.header) > MOST_COLUMNS:
        raise Fault("too_many_columns", f"The file has more than {MOST_COLUMNS} columns. Leave out what is not needed.")
    return Sample(_shortened(layout.header), tuple(_rows(lines, layout.delimiter)))


def known_columns(headings: Sequence[str], remembered: Mapping[int, str]) -> dict[str, int]:
    """Where each field stands, as far as headings tell: what is remembered of the creditor goes before our own words.

    A field that two headings claim is left out, for a person to say.
    """
    claims = [
        (remembered.get(position, csv_columns.field_of(heading) or ""), position)
        for position, heading in enumerate(headings)
    ]
    times = Counter(field for field, _position in claims)
    return {field: position for field, position in claims if field in csv_columns.FIELDS and times[field] == 1}


def is_complete(columns: Mapping[str, int], currency: str = "") -> bool:
    """Whether every field that a claim needs has its column, or, for the currency, holds for the whole file."""
    return not csv_columns.missing(columns, currency)


def _encoding(start: bytes) -> str:
    """The encoding as far as the first bytes tell; the last letter may be cut through."""
    try:
        start.decode(UTF_8)
    except UnicodeDecodeError as error:
        return UTF_8 if error.start > len(start) - 4 else WINDOWS_1252
    return UTF_8


def _rows(lines: Lines, delimiter: str) -> list[tuple[str, ...]]:
    """The first rows; one that is broken ends them, and is told with its line when the whole file is read."""
    found = []
    lines.taken.clear()
    try:
        for cells in islice(csv.reader(lines, delimiter=delimiter), ROWS):
            found.append(_shortened(cells))
            lines.taken.clear()
    except (csv.Error, RowNeverEnds):
        pass
    return found


def _shortened(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip()[:_LONGEST_CELL] for cell in cells[:MOST_COLUMNS])
