"""Identity and organisation numbers of Sweden, Finland, Norway and Denmark.

Well-formed is all that is judged here, never whether the number exists. Nothing that an authority may have issued is
refused: where a check may be absent by law (Denmark) its failure is a warning.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from personal_data.national_ids import denmark, finland, norway, sweden
from personal_data.national_ids.number import (
    ORGANISATION_KINDS,
    Invalid,
    Kind,
    NationalId,
    mask,
)

__all__ = ["COUNTRIES", "ORGANISATION_KINDS", "Invalid", "Kind", "NationalId", "mask", "of_person", "parse", "parse_as"]

_PARSERS: dict[str, Callable[[str, bool, date], NationalId]] = {
    "SE": sweden.parse,
    "FI": finland.parse,
    "NO": norway.parse,
    "DK": denmark.parse,
}
COUNTRIES = frozenset(_PARSERS)
_OF_PERSONS = {
    Kind.PERSONNUMMER: "SE",
    Kind.SAMORDNINGSNUMMER: "SE",
    Kind.HENKILOTUNNUS: "FI",
    Kind.FODSELSNUMMER: "NO",
    Kind.D_NUMMER: "NO",
    Kind.CPR: "DK",
}


def parse(country: str, text: str, allow_test: bool = False, *, today: date | None = None) -> NationalId:
    """Read a personal or organisation number as its country writes it; `today` decides what lies in the future."""
    parser = _PARSERS.get(country)
    if parser is None:
        raise Invalid("country", "Numbers of this country are not known here. Known are SE, FI, NO and DK.")
    return parser(text, allow_test, today or datetime.now(tz=UTC).date())


def parse_as(kind: Kind, country: str, text: str, allow_test: bool = False, *, today: date | None = None) -> NationalId:
    """Read a number that has to be of one kind, such as a coordination number, and refuse the other kinds."""
    number = parse(country, text, allow_test, today=today)
    if number.kind is not kind:
        raise Invalid("other_kind", "The number is well formed, but it is a number of another kind.")
    return number


def of_person(scheme: str, text: str, *, today: date | None = None) -> NationalId | None:
    """A person's number that was kept under the register's name for it; None for all others, such as foreign ones."""
    country = _OF_PERSONS.get(Kind(scheme)) if scheme in set(Kind) else None
    if country is None:
        return None
    try:
        return parse(country, text, allow_test=True, today=today)
    except Invalid:
        return None
