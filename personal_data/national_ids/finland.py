"""Finnish numbers: henkilötunnus and Y-tunnus.

Since 2023 the separator of a henkilötunnus is part of the identity: two numbers that differ in nothing else are two
people. It is never left out, defaulted or rewritten.
"""

import re
from datetime import date

from personal_data.national_ids.checksums import modulus_11_digit
from personal_data.national_ids.number import Invalid, Kind, NationalId, compact

_PERSONAL = re.compile(r"([0-9]{6})([^0-9])([0-9]{3})([0-9A-Z])")
_BUSINESS = re.compile(r"([0-9]{6,7})-([0-9])|([0-9]{7})([0-9])")
_CENTURIES = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
_CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_BUSINESS_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_FIRST_REAL, _FIRST_TEST = 2, 900


def parse(text: str, allow_test: bool, today: date) -> NationalId:
    """Tell a person's number from an organisation's by its shape, and check it."""
    text = compact(text)
    personal = _PERSONAL.fullmatch(text)
    if personal is not None:
        return _person(personal, text, allow_test, today)
    business = _BUSINESS.fullmatch(text)
    if business is not None:
        return _organisation(business[1] or business[3], business[2] or business[4])
    raise Invalid("format", "A Finnish number is written DDMMYY-NNNC (its sign kept as it is) or NNNNNNN-C.")


def _person(match: re.Match[str], text: str, allow_test: bool, today: date) -> NationalId:
    six, sign, three, check = match.groups()
    century = _CENTURIES.get(sign)
    if century is None:
        raise Invalid("separator", "The sign after the date is not one that Finland uses. Compare it with the source.")
    if _CHECK_CHARACTERS[int(six + three) % 31] != check:
        raise Invalid("check_digit", "The last character does not fit the others. Compare it with the source.")
    born = _birth_date(century + int(six[4:6]), int(six[2:4]), int(six[:2]), today)
    individual = int(three)
    if individual < _FIRST_REAL:
        raise Invalid("birth_number", "The three digits after the sign are never 000 or 001.")
    is_test = individual >= _FIRST_TEST
    if is_test and not allow_test:
        raise Invalid("test_number", "The numbers 900 to 999 after the sign are temporary or for tests.")
    return NationalId("FI", Kind.HENKILOTUNNUS, text, born, is_test)


def _birth_date(year: int, month: int, day: int, today: date) -> date:
    try:
        born = date(year, month, day)
    except ValueError:
        born = None
    if born is None:
        raise Invalid("birth_date", "The date of birth in the number does not exist. Compare it with the source.")
    if born > today:
        raise Invalid("future", "The date of birth in the number lies in the future. Compare it with the source.")
    return born


def _organisation(digits: str, check: str) -> NationalId:
    digits = digits.zfill(7)
    expected = modulus_11_digit(_BUSINESS_WEIGHTS, digits)
    if expected is None or not digits.strip("0"):
        raise Invalid(
            "not_issued", "No such number can exist: it would have no check digit. Compare it with the source."
        )
    if expected != check:
        raise Invalid("check_digit", "The last digit does not fit the others. Compare it with the source.")
    return NationalId("FI", Kind.Y_TUNNUS, f"{digits}-{check}")
