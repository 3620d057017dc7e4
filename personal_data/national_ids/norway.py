"""Norwegian numbers: fødselsnummer, D-nummer (day plus 40) and organisasjonsnummer.

From 2032 new numbers may leave a remainder of 0 to 3 at the first check digit, and no longer tell century or sex.
Existing numbers never change, so both rules hold from now on and the birth date is read only while it can be.
"""

import re
from calendar import monthrange
from datetime import date

from personal_data.national_ids.checksums import modulus_11_digit, weighted_sum
from personal_data.national_ids.number import Invalid, Kind, NationalId, compact

_PERSONAL = re.compile(r"[0-9]{11}")
_ORGANISATION = re.compile(r"[0-9]{9}")
_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_LARGEST_REMAINDER_FROM_2032 = 3
_NEW_RULE_FROM = date(2032, 1, 1)
_D_NUMBER = 40
# What is added to the month of numbers that nobody owns: help numbers, NAV's and Skatteetaten's synthetic ones.
_TEST_MONTHS = {month + added: month for added in (40, 65, 80) for month in range(1, 13)}
_LEAP_YEAR, _OTHER_YEAR = 2000, 2001


def parse(text: str, allow_test: bool, today: date) -> NationalId:
    """Tell a person's number from an organisation's by its length, and check it."""
    text = compact(text)
    if _PERSONAL.fullmatch(text):
        return _person(text, allow_test, today)
    if _ORGANISATION.fullmatch(text):
        return _organisation(text, allow_test)
    raise Invalid("format", "A Norwegian number has eleven digits (a person) or nine (an organisation).")


def _person(digits: str, allow_test: bool, today: date) -> NationalId:
    remainder = weighted_sum(_FIRST_WEIGHTS, digits) % 11
    if remainder > _LARGEST_REMAINDER_FROM_2032:
        raise Invalid("first_check_digit", "The tenth digit does not fit the others. Compare it with the source.")
    if weighted_sum(_SECOND_WEIGHTS, digits) % 11:
        raise Invalid("second_check_digit", "The last digit does not fit the others. Compare it with the source.")
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    is_test = month in _TEST_MONTHS
    if is_test and not allow_test:
        raise Invalid("test_number", "The month shows a synthetic number or a help number, not a person's own.")
    month = _TEST_MONTHS.get(month, month)
    is_d_number = day > _D_NUMBER
    day -= _D_NUMBER if is_d_number else 0
    if not _exists_in_some_century(day, month, year):
        raise Invalid("birth_date", "The date of birth in the number does not exist. Compare it with the source.")
    tells_century = remainder == 0 and today < _NEW_RULE_FROM
    born = _birth_date(day, month, year, int(digits[6:9]), today) if tells_century else None
    return NationalId("NO", Kind.D_NUMMER if is_d_number else Kind.FODSELSNUMMER, digits, born, is_test)


def _exists_in_some_century(day: int, month: int, year: int) -> bool:
    """The year 00 may be the leap year 2000, so every fourth year has its 29 February in some century."""
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= monthrange(_OTHER_YEAR if year % 4 else _LEAP_YEAR, month)[1]


def _birth_date(day: int, month: int, year: int, individual: int, today: date) -> date | None:
    """The date by the century table of numbers issued until 2031; pairs outside the table tell nothing."""
    century = _century(year, individual)
    if century is None:
        return None
    try:
        born = date(century + year, month, day)
    except ValueError:
        return None
    return born if born <= today else None


def _century(year: int, individual: int) -> int | None:
    if individual < 500:
        return 1900
    if year <= 39:
        return 2000
    if individual >= 900:
        return 1900
    return 1800 if individual < 750 and year >= 54 else None


def _organisation(digits: str, allow_test: bool) -> NationalId:
    expected = modulus_11_digit(_ORGANISATION_WEIGHTS, digits[:8])
    if expected is None:
        raise Invalid(
            "not_issued", "No such number can exist: it would have no check digit. Compare it with the source."
        )
    if expected != digits[8]:
        raise Invalid("check_digit", "The last digit does not fit the others. Compare it with the source.")
    if digits[0] not in "2389":
        raise Invalid("group", "An organisation number begins with 8 or 9. Compare it with the source.")
    is_test = digits[0] in "23"
    if is_test and not allow_test:
        raise Invalid("test_number", "Numbers that begin with 2 or 3 are synthetic.")
    return NationalId("NO", Kind.ORGANISASJONSNUMMER, digits, is_test=is_test)
