"""A file of a creditor, whichever of the accepted forms it has, as rows and problems."""

from collections.abc import Callable, Iterator
from pathlib import Path

from collections_app.intake.csv_claims import read_claims
from collections_app.intake.csv_columns import Columns
from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Row
from collections_app.intake.problems import Layout, Problem, Refused, RowProblem
from collections_app.intake.ubl import parse_ubl
from collections_app.intake.xml_safety import MOST_BYTES, too_large

_ROWS_BETWEEN_WORDS = 250
_XML_STARTS = (b"<", b"\xef\xbb\xbf<")


def is_xml(start: bytes) -> bool:
    """Whether a file that begins so is XML, whatever its name says."""
    return start.lstrip().startswith(_XML_STARTS)


def read_file(
    path: Path,
    delivery: Delivery,
    advanced: Callable[[int], None] | None = None,
    columns: Callable[[Layout], Columns] | None = None,
) -> Iterator[Row | RowProblem]:
    """Yield the one document of an XML file or the rows of a CSV file; what is wrong is a problem, never an error.

    `advanced` hears now and then how many bytes of the file were read, for whoever shows the progress; `columns` says
    where each field of a CSV file stands.
    """
    try:
        with path.open("rb") as file:
            if path.suffix.lower() == ".xml" or is_xml(file.peek(16)):
                yield _read_xml(path, delivery)
                return
            for count, outcome in enumerate(read_claims(file, delivery, columns)):
                yield outcome
                if advanced is not None and count % _ROWS_BETWEEN_WORDS == 0:
                    advanced(file.tell())
    except OSError:
        message = "The file cannot be opened. Look whether it is there and may be read."
        yield RowProblem(0, (Problem(delivery.file, "", "unreadable", message),))


def _read_xml(path: Path, delivery: Delivery) -> Row | RowProblem:
    if path.stat().st_size > MOST_BYTES:
        return RowProblem(1, (too_large(delivery.file),))
    return read_document(path.read_bytes(), delivery)


def read_document(data: bytes, delivery: Delivery) -> Row | RowProblem:
    """The one document of an XML file."""
    try:
        return Row(1, parse_ubl(data, delivery))
    except Refused as refusal:
        return RowProblem(refusal.problems[0].line or 1, refusal.problems)
