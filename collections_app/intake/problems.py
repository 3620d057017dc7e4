"""What is wrong in a creditor's file, where, and how to mend it; never the value itself."""

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file or row. The place is a line, an XPath, or both; the text is safe to log."""

    file: str
    field: str
    code: str
    message: str
    line: int | None = None
    xpath: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.xpath, self.field) if part)
        return f"{self.file}: {place}: {self.message}" if place else f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a CSV file are headed and parted: what a file of rows to mend has to look like.

    ``not_used`` are the columns, by position, that somebody left out on purpose: no file of ours repeats them.
    """

    header: tuple[str, ...]
    delimiter: str
    not_used: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row (or a whole file) that cannot go in, with all that is wrong in it and its cells for the file to mend."""

    line: int
    problems: tuple[Problem, ...]
    cells: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    layout: Layout | None = dataclasses.field(default=None, repr=False)

    @property
    def field(self) -> str:
        """The field of the first problem."""
        return self.problems[0].field

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code

    @property
    def message(self) -> str:
        """The words of the first problem."""
        return self.problems[0].message


class Fault(ValueError):
    """A single value cannot be read; the message never repeats the value."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class Refused(ValueError):
    """A document cannot go in at all; it carries every problem found in it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems
