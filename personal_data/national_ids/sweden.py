"""Swedish numbers: personnummer, samordningsnummer (coordination number) and organisationsnummer.

The published test numbers (birth numbers 238 and 239) look like all others and pass as such.
"""

import re
from datetime import date

from personal_data.national_ids.checksums import luhn_holds
from personal_data.national_ids.number import Invalid, Kind, NationalId, compact

_SHAPE = re.compile(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9]{4})")
_CENTURIES = frozenset({"18", "19", "20"})
_ORGANISATION_GROUPS = frozenset("12356789")
_COORDINATION = 60


def parse(text: str, allow_test: bool, today: date) -> NationalId:
    """Tell the three kinds apart by the third digit and the day, and check what each kind promises."""
    match = _SHAPE.fullmatch(compact(text))
    if match is None:
        raise Invalid("format", "A Swedish number has ten or twelve digits, such as YYYYMMDD-NNNN or NNNNNN-NNNN.")
    century, six, sign, four = match.groups()
    if not luhn_holds(six + four):
        raise Invalid("check_digit", "The last digit does not fit the others. Compare it with the source.")
    if six[2] >= "2":
        return _organisation(century, six, sign, four)
    return _personal(century, six, sign, four, today)


def _organisation(century: str | None, six: str, sign: str, four: str) -> NationalId:
    if century not in (None, "16") or sign == "+":
        raise Invalid("birth_date", "The month does not exist. Compare the number with the source.")
    if six[0] not in _ORGANISATION_GROUPS:
        raise Invalid("group", "No organisation number begins with this digit. Compare it with the source.")
    return NationalId("SE", Kind.ORGANISATIONSNUMMER, six + four)


def _personal(century: str | None, six: str, sign: str, four: str, today: date) -> NationalId:
    if century is not None and century not in _CENTURIES:
        raise Invalid("century", "The year of birth must begin with 18, 19 or 20.")
    month, day = int(six[2:4]), int(six[4:6])
    coordination = day >= _COORDINATION
    if coordination and (month == 0 or day == _COORDINATION):
        raise Invalid(
            "needs_manual_acceptance",
            "A coordination number without a known birth date. A person has to compare and accept it.",
        )
    day -= _COORDINATION if coordination else 0
    born = _birth_date(century, (int(six[:2]), month, day), sign, today)
    if four.startswith("000"):
        raise Invalid("birth_number", "The three digits after the date are never 000.")
    kind = Kind.SAMORDNINGSNUMMER if coordination else Kind.PERSONNUMMER
    return NationalId("SE", kind, f"{born.year:04d}{six[2:]}{four}" if century is None else century + six + four, born)


def _birth_date(century: str | None, written: tuple[int, int, int], sign: str, today: date) -> date:
    """The date in its century; without one the youngest past date, or with a plus sign the youngest of 100 years."""
    year, month, day = written
    if century is not None:
        year += int(century) * 100
    else:
        latest = today.year - 100 if sign == "+" else today.year
        year = latest - (latest - year) % 100
        if sign != "+" and (year, month, day) > (today.year, today.month, today.day):
            year -= 100
    try:
        born = date(year, month, day)
    except ValueError:
        born = None
    if born is None:
        raise Invalid("birth_date", "The date of birth in the number does not exist. Compare it with the source.")
    if born > today:
        raise Invalid("future", "The date of birth in the number lies in the future. Compare it with the source.")
    if sign == "+" and today.year - born.year < 100:
        raise Invalid("separator", "A plus sign is for people of a hundred years or more. Write a hyphen.")
    return born
