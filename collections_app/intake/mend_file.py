"""The file that brings bad rows back to the creditor: mended in place, it can be imported again as it is."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import IO

from collections_app.intake.csv_columns import PROBLEM, field_of
from collections_app.intake.problems import Layout, RowProblem

_FORMULA_STARTS = ("=", "+", "-", "@")


class MendSheet:
    """Rows like those that came, with the problem of each in front, written as CSV to wherever it is wanted.

    Spreadsheets cannot run what is in it: what looks like a formula has an apostrophe before it, which the import
    takes off again.
    """

    def __init__(self, output: IO[str]) -> None:
        self.rows = 0
        self._output = output

    def add(self, row: RowProblem) -> bool:
        """Write the row with its problems; say False for what is no row of a CSV file and cannot be mended in one."""
        if row.layout is None:
            return False
        width = len(row.layout.header)
        # A problem column of an earlier round is replaced, not repeated.
        kept = [
            place
            for place, heading in enumerate(row.layout.header)
            if field_of(heading) != PROBLEM and place not in row.layout.not_used
        ]
        if not self.rows:
            self._write(row.layout, [PROBLEM, *(row.layout.header[place] for place in kept)])
        words = "; ".join(f"{problem.field}: {problem.message}".removeprefix(": ") for problem in row.problems)
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        self._write(row.layout, [words, *(cells[place] for place in kept), *cells[width:]])
        self.rows += 1
        return True

    def _write(self, layout: Layout, cells: list[str]) -> None:
        csv.writer(self._output, delimiter=layout.delimiter).writerow(map(harmless, cells))


class MendFile:
    """A mend sheet as a file, made when the first bad row comes.

    Only its owner may read it, since it holds personal data in the clear.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None
        self._sheet: MendSheet | None = None

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return self._sheet.rows if self._sheet else 0

    def __enter__(self) -> "MendFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: RowProblem) -> bool:
        """Write the row with its problems; say False for what cannot be mended in a CSV file."""
        if row.layout is None:
            return False
        if self._sheet is None:
            self._file = _private_file(self.path)
            self._sheet = MendSheet(self._file)
        return self._sheet.add(row)


def _private_file(path: Path) -> IO[str]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8-sig", newline="")


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running the cell as a formula."""
    cell = cell.replace("\0", "").strip()
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
