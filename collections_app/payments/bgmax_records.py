"""The records of a BgMax file: lines of 80 signs, and what stands in the fixed columns of one."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from collections_app.intake.problems import Fault
from collections_app.intake.wording import clean

WIDTH = 80
_PIECE = 1 << 16
_LINE_END = re.compile(rb"\r\n|\n|\r")
_END_OF_FILE = b"\x1a"


@dataclass
class Draft:
    """A payment whose further records are still to come."""

    line: int
    deposit: int
    account: str
    currency: str
    sign: int
    amount: int
    serial: str
    payer_account: str
    references: list[str]
    words: list[str] = field(default_factory=list)
    name: str = ""


class TooLong(ValueError):
    """A line that has more signs than a record."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def records(content: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines by number, filled up with spaces; empty ones at the end are none. Raises TooLong with the number."""
    content.seek(0)
    decode = codecs.getincrementaldecoder("cp1252")(errors="replace").decode
    number, empty = 0, 0
    for number, line in enumerate(_physical(content), start=1):
        if len(line) > WIDTH:
            raise TooLong(number)
        if not line:
            empty += 1
            continue
        for each in range(number - empty, number):
            yield each, " " * WIDTH
        empty = 0
        yield number, decode(line).ljust(WIDTH)
    if empty == number:
        yield 1, " " * WIDTH


def _physical(content: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, whichever of three ways they end in, without that end and without the old sign for the end
    of a file. Of one that is too long, enough to tell."""
    rest = b""
    while piece := content.read(_PIECE):
        *lines, rest = _LINE_END.split(rest + piece)
        # A carriage return at the end of a piece may be half of an end of line.
        if lines and not rest and piece.endswith(b"\r"):
            rest = lines.pop() + b"\r"
        yield from (line.rstrip(_END_OF_FILE) for line in lines)
        if len(rest) > _PIECE:
            break
    yield rest.rstrip(b"\r" + _END_OF_FILE)


def check_start(record: str) -> None:
    if record[2:22].rstrip() != "BGMAX":
        raise Fault("format", "The file is not a BgMax file.")
    if record[22:24] != "01":
        raise Fault("version", "The file is of a version of BgMax that is not known here.")
    if record[44] == "T":
        raise Fault("test_file", "The bank has marked the file as a test. Nothing in it was paid.")


def number_in(digits: str, what: str) -> int:
    if not re.fullmatch("[0-9]+", digits):
        raise Fault(what, f"The {what} is not made of digits.")
    return int(digits)


def reference_in(record: str) -> list[str]:
    """The reference of a record; a code beside it says that there is none (0, 1)."""
    return [text] if (text := clean(record[12:37])) and record[55] not in "01" else []
