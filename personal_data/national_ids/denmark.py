"""Danish numbers: CPR (people) and CVR (organisations).

Since 2007 CPR numbers are issued that do not satisfy modulus 11; they are as valid as the others, so a failing check
is only a warning. There is no public test series.
"""

import re
from datetime import date

from personal_data.national_ids.checksums import weighted_sum
from personal_data.national_ids.number import Invalid, Kind, NationalId, compact

_PERSONAL = re.compile(r"([0-9]{6})-?([0-9]{4})")
_BUSINESS = re.compile(r"[1-9][0-9]{7}")
_PERSONAL_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_BUSINESS_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
_REPLACEMENT = 60


def parse(text: str, allow_test: bool, today: date) -> NationalId:
    """Tell a person's number from an organisation's by its length, and check it."""
    text = compact(text)
    personal = _PERSONAL.fullmatch(text)
    if personal is not None:
        return _person(personal[1] + personal[2], today)
    if _BUSINESS.fullmatch(text):
        return _organisation(text)
    raise Invalid("format", "A Danish number is written DDMMYY-NNNN (a person) or as eight digits (an organisation).")


def _person(digits: str, today: date) -> NationalId:
    day, month = int(digits[:2]), int(digits[2:4])
    if day > _REPLACEMENT:
        raise Invalid("replacement_number", "The day shows a local replacement number, which is not a CPR number.")
    try:
        born = date(_year(int(digits[4:6]), digits[6]), month, day)
    except ValueError:
        born = None
    if born is None:
        raise Invalid("birth_date", "The date of birth in the number does not exist. Compare it with the source.")
    if born > today:
        raise Invalid("future", "The date of birth in the number lies in the future. Compare it with the source.")
    fits = weighted_sum(_PERSONAL_WEIGHTS, digits) % 11 == 0
    return NationalId("DK", Kind.CPR, digits, born, warnings=() if fits else ("check_digit",))


def _year(year: int, seventh: str) -> int:
    """The full year of birth, from the two digits and the seventh one."""
    if seventh in "0123":
        return 1900 + year
    if seventh in "49":
        return (2000 if year <= 36 else 1900) + year
    return (2000 if year <= 57 else 1800) + year


def _organisation(digits: str) -> NationalId:
    if weighted_sum(_BUSINESS_WEIGHTS, digits) % 11:
        raise Invalid("check_digit", "The digits do not fit together. Compare the number with the source.")
    return NationalId("DK", Kind.CVR, digits)
