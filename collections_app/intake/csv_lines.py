"""The physical lines of a text file, decoded one by one, however large or broken the file is."""

from collections import deque
from typing import BinaryIO, NamedTuple

from collections_app.intake.problems import Fault

UTF_8, WINDOWS_1252 = "utf-8", "cp1252"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_LINE = 64 * 1024
_MOST_LINES_IN_A_ROW = 20
_OTHER_FORMS = {
    b"PK\x03\x04": "This is a workbook, not a CSV file. Save it as “CSV UTF-8” and import that file.",
    b"\xd0\xcf\x11\xe0": "This is a workbook, not a CSV file. Save it as “CSV UTF-8” and import that file.",
    b"%PDF": "This is a PDF, not a CSV file. Export the claims as “CSV UTF-8” and import that file.",
    b"\xff\xfe": "The file is saved as UTF-16. Save it as “CSV UTF-8” and import that file.",
    b"\xfe\xff": "The file is saved as UTF-16. Save it as “CSV UTF-8” and import that file.",
}


def detect_encoding(file: BinaryIO) -> str:
    """UTF-8 where all of it or any letter of it is UTF-8, otherwise Windows-1252; leave the file at its first line."""
    start = file.read(4)
    refuse_other_forms(start)
    marked = start.startswith(_BYTE_ORDER_MARK)
    file.seek(0)
    encoding = _encoding_of_lines(file)
    file.seek(len(_BYTE_ORDER_MARK) if marked else 0)
    return UTF_8 if marked else encoding


def refuse_other_forms(start: bytes) -> None:
    """Refuse what begins like a workbook, a PDF or a text in UTF-16, in words that say how to save it."""
    for signature, message in _OTHER_FORMS.items():
        if start.startswith(signature):
            raise Fault("encoding", message)


def _encoding_of_lines(file: BinaryIO) -> str:
    faulty = False
    while line := file.readline(_LONGEST_LINE):
        if line.isascii():
            if b"\0" in line:
                raise Fault("encoding", "The file is not text in UTF-8. Save it as “CSV UTF-8” and import that file.")
            continue
        try:
            line.decode(UTF_8)
        except UnicodeDecodeError:
            faulty = True
        else:
            return UTF_8
    return WINDOWS_1252 if faulty else UTF_8


class RowNeverEnds(Exception):
    """So many lines were taken for one row that a quotation mark must have been left open."""


def _with_plain_spaces(text: str) -> str:
    """Turn the hard, narrow and thin spaces between thousands into ordinary ones."""
    if text.isascii():
        return text
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")


class Line(NamedTuple):
    """A physical line: where it stands, what it says, and what was wrong with its bytes."""

    number: int
    text: str
    fault: Fault | None = None


class Lines:
    """An iterator of lines for the csv module that remembers which lines the current row took, and can give back."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._number = 0
        self._returned: deque[Line] = deque()
        self.taken: list[Line] = []

    def give_back(self) -> None:
        """Let all lines but the first be read again, as rows of their own."""
        self._returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) == _MOST_LINES_IN_A_ROW:
            raise RowNeverEnds
        line = self._returned.popleft() if self._returned else self._read()
        self.taken.append(line)
        return line.text

    def _read(self) -> Line:
        raw = self._file.readline(_LONGEST_LINE)
        if not raw:
            raise StopIteration
        self._number += 1
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            self._skip_rest()
            return Line(self._number, "\n", Fault("line_too_long", "The line is far too long for one claim."))
        try:
            return Line(self._number, _with_plain_spaces(raw.decode(self._encoding)))
        except UnicodeDecodeError:
            message = "Some letters are not written in the encoding of the file. Write the row again in UTF-8."
            return Line(self._number, raw.decode(WINDOWS_1252, errors="replace"), Fault("encoding", message))

    def _skip_rest(self) -> None:
        while (rest := self._file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
