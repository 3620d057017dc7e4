"""Files of a portfolio that is valued: which columns there may be, and what of each row is kept.

Strict on purpose: a column that is not known may hold anybody's name, so its file is not taken; a fact has the form of
a fact, so no name slips through as one. What identifies is replaced by a token, whatever it says.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

Token = Callable[[str, str], str]
Row = Mapping[str, str]

NAME = "name"
# Column -> the kind of value, by which it is written in one form before it becomes a token.
IDENTIFIERS = {
    NAME: "name",
    "identity_number": "identity_number",
    "address": "address",
    "phone": "phone",
    "email": "email",
    "claim_number": "reference",
}
MOST_ROWS = 20_000
_PRODUCTS = frozenset({"consumer_credit", "card", "telecom", "energy", "retail", "rent", "insurance", "other"})
_STATES = frozenset({"open", "paying", "enforcement", "court", "closed"})
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_POSTCODE = re.compile(r"[0-9][0-9 ]{3,5}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


class NotTaken(Exception):
    """The file is not taken. ``reason`` is a code; ``where`` names line and column, never what stands there."""

    def __init__(self, reason: str, **where: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


def checked(header: Sequence[str]) -> list[str]:
    """The names of the columns in one form. Raises NotTaken for one that is not known, stands twice or is alone."""
    names = [name.strip().lower().replace(" ", "_") for name in header]
    for position, name in enumerate(names, 1):
        if name not in IDENTIFIERS and name not in FACTS:
            raise NotTaken("unknown_column", column=position)
        if names.count(name) > 1:
            raise NotTaken("column_twice", column=position)
    if not set(names) & FACTS.keys():
        raise NotTaken("no_facts")
    return names


def rows_of(names: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[Row]:
    """The rows by column, every fact made less exact. Raises NotTaken at the first that is not as it must be."""
    for number, line in enumerate(lines, 2):
        if number > MOST_ROWS + 1:
            raise NotTaken("too_many_rows")
        if len(line) != len(names):
            raise NotTaken("wrong_length", line=number)
        yield {name: _kept(name, value.strip(), number) for name, value in zip(names, line, strict=True)}


def pseudonymised(row: Row, token: Token) -> dict[str, str]:
    """A row with a token in the place of everything that identifies; empty stays empty."""
    return {
        name: token(IDENTIFIERS[name], value) if name in IDENTIFIERS and value else value for name, value in row.items()
    }


def _kept(name: str, value: str, number: int) -> str:
    if name in IDENTIFIERS or not value:
        return value
    try:
        return FACTS[name](value)
    except ValueError:
        raise NotTaken("wrong_value", line=number, column=name) from None


def _of_form(form: re.Pattern[str]) -> Callable[[str], str]:
    def kept(value: str) -> str:
        if form.fullmatch(value) is None:
            raise ValueError
        return value

    return kept


def _one_of(codes: frozenset[str]) -> Callable[[str], str]:
    def kept(value: str) -> str:
        if value.lower() not in codes:
            raise ValueError
        return value.lower()

    return kept


def _region(value: str) -> str:
    return f"{_of_form(_POSTCODE)(value)[0]}...."


def _decade(value: str) -> str:
    return f"{_of_form(_YEAR)(value)[:3]}0s"


def _quarter(value: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.year}-Q{(day.month + 2) // 3}"


FACTS: Mapping[str, Callable[[str], str]] = {
    "country": _of_form(_COUNTRY),
    "postcode": _region,
    "birth_year": _decade,
    "product": _one_of(_PRODUCTS),
    "state": _one_of(_STATES),
    "amount": _of_form(_AMOUNT),
    "paid": _of_form(_AMOUNT),
    "currency": _of_form(_CURRENCY),
    "due_on": _quarter,
}
