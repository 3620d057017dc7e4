"""Claims files: one invoice per row, read as a stream in the same little memory whatever their size."""

import csv
from collections.abc import Callable, Iterator
from typing import BinaryIO

from collections_app.intake import csv_columns
from collections_app.intake.csv_columns import Columns
from collections_app.intake.csv_lines import Lines, RowNeverEnds, detect_encoding
from collections_app.intake.csv_rows import RowReader
from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Row
from collections_app.intake.problems import Fault, Layout, Problem, RowProblem

_BROKEN_ROW = (
    "The row cannot be parted into cells: a quotation mark or line break is out of place. Write the row again."
)


def read_claims(
    file: BinaryIO, delivery: Delivery, columns: Callable[[Layout], Columns] | None = None
) -> Iterator[Row | RowProblem]:
    """Yield each row as an invoice or as a problem; a file that is no claims file is one problem at line 1.

    ``columns`` says where each field stands, where somebody knows better than the headings.
    """
    try:
        lines = Lines(file, detect_encoding(file))
        layout = read_header(lines)
        known = columns(layout) if columns else csv_columns.find_columns(layout, delivery.currency)
        reader = RowReader(delivery, layout, known)
    except Fault as fault:
        yield RowProblem(1, (Problem(delivery.file, fault.field, fault.code, fault.message, 1),))
        return
    yield from _read_rows(lines, layout, reader)


def read_header(lines: Lines) -> Layout:
    """The first row that says anything; spreadsheets may put their own word about the delimiter before it."""
    for line in lines:
        text = line.strip("\r\n \t")
        if not text.strip(";, ") or text.lower() in ("sep=;", "sep=,"):
            lines.taken.clear()
            continue
        if "\r" in text:
            message = "The lines of the file end in an old way that is not read here. Save it as “CSV UTF-8”."
            raise Fault("line_breaks", message)
        if text.startswith("<"):
            raise Fault("not_csv", "This is not a CSV file. An invoice in XML has to have a name that ends in .xml.")
        return _best_layout(text)
    raise Fault("empty", "The file is empty. Its first row has to name the columns.")


def _best_layout(text: str) -> Layout:
    readings = [(_cells(text, delimiter), delimiter) for delimiter in csv_columns.DELIMITERS]
    header, delimiter = max(readings, key=lambda reading: csv_columns.recognised(reading[0]))
    return Layout(tuple(header), delimiter)


def _cells(text: str, delimiter: str) -> list[str]:
    return next(csv.reader([text], delimiter=delimiter, quoting=csv.QUOTE_MINIMAL), [])


def _read_rows(lines: Lines, layout: Layout, reader: RowReader) -> Iterator[Row | RowProblem]:
    rows = csv.reader(lines, delimiter=layout.delimiter, strict=True)
    taken = lines.taken
    while True:
        taken.clear()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except (csv.Error, RowNeverEnds):
            yield _broken_row(lines, layout, reader)
            continue
        faults = [line.fault for line in taken if line.fault is not None]
        if faults or any(cells):
            yield reader.read(taken[0].number, cells, faults)


def _broken_row(lines: Lines, layout: Layout, reader: RowReader) -> RowProblem:
    """Blame the line the row began on, and let the lines it swallowed be read as rows of their own."""
    lines.give_back()
    line = lines.taken[0]
    cells = line.text.strip("\r\n").replace("\r", " ").split(layout.delimiter)
    fault = line.fault or Fault("row_form", _BROKEN_ROW)
    return reader.problem(line.number, cells, [fault])
