"""Dates of birth: which can be one, and by what somebody is recognised who is named without an identity number.

Nobody is recognised by name and date of birth alone: people share both, the more so where registers enter the first of
January for those who do not know their day. Only with the address they are somebody (GDPR art. 5(1)(d), ADR 66).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from personal_data import tokens
from personal_data.catalogue import declaration_of
from personal_data.national_ids import Invalid, NationalId

EARLIEST = date(1900, 1, 1)


def check(born_on: date, *, today: date, number: NationalId | None = None, is_company: bool = False) -> None:
    """Nobody is born tomorrow, was born before 1900 and owes, or was born on another day than their number says.

    Raises Invalid, whose message says how to mend it and repeats no value.
    """
    if is_company or (number is not None and not number.is_personal):
        message = "A company has no date of birth. Compare the identity number and the date with the source."
        raise Invalid("birth_date_of_company", message)
    if born_on > today:
        raise Invalid("birth_date_in_future", "The date of birth lies in the future. Compare it with the source.")
    if born_on < EARLIEST:
        raise Invalid("birth_date_too_early", "The date of birth is before 1900. Compare it with the source.")
    if number is not None and number.birth_date not in (None, born_on):
        message = "The date of birth is another than the identity number tells. Compare both with the source."
        raise Invalid("birth_date_contradicts", message)


def to_keep(born_on: date | None, number: NationalId | None) -> date | None:
    """What of a checked date is kept: nothing where the identity number tells it already (GDPR art. 5(1)(c))."""
    return None if number is not None and number.birth_date is not None else born_on


def forms(*, name: str, born_on: date | None, address: Mapping[str, Any] | None) -> dict[str, str]:
    """How a name with a date of birth is compared, alone and with the address, by the kinds of their tokens.

    Empty without a date; without street and postcode only the first, by which nobody is recognised.
    """
    words = sorted(tokens.words_in(name))
    if born_on is None or not words:
        return {}
    person = f"{' '.join(words)}@{born_on.isoformat()}"
    home = address or {}
    street = " ".join(tokens.words_in(" ".join(str(line) for line in home.get("lines") or ())))
    postcode = "".join(tokens.words_in(str(home.get("postcode") or "")))
    if not street or not postcode:
        return {tokens.BIRTH: person}
    return {tokens.BIRTH: person, tokens.BIRTH_AT_HOME: f"{person}@{postcode}@{street}"}


def of(model: type[Any], value_of: Callable[[str], Any]) -> dict[str, str]:
    """The same of a row. A model that says who was born when names its three fields (``born`` of its declaration)."""
    fields: tuple[str, str, str] | None = getattr(declaration_of(model), "born", None)
    if fields is None:
        return {}
    name, born_on, address = fields
    when = value_of(born_on)
    return {} if when is None else forms(name=str(value_of(name)), born_on=when, address=value_of(address))
