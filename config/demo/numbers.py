"""Identity and company numbers that belong to nobody: published test ranges, unused blocks, births before 1864."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from personal_data import national_ids
from personal_data.national_ids import NationalId, checksums

_FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def of_people(country: str, count: int) -> list[NationalId]:
    """Numbers of natural persons."""
    return list(islice(_checked(country, _PEOPLE[country]()), count))


def of_companies(country: str, count: int) -> list[NationalId]:
    """Numbers of legal persons."""
    return list(islice(_checked(country, _COMPANIES[country]()), count))


def _checked(country: str, candidates: Iterator[str]) -> Iterator[NationalId]:
    """Those that the validators accept as test numbers; the others were never possible."""
    for candidate in candidates:
        try:
            yield national_ids.parse(country, candidate, allow_test=True)
        except national_ids.Invalid:
            continue


def _days(first: date, step: int) -> Iterator[date]:
    """Dates of birth of adults, spread over the years."""
    day = first
    while True:
        yield day
        day += timedelta(days=step)


def _swedish_people() -> Iterator[str]:
    for day in _days(date(1951, 2, 3), 113):
        stem = f"{day:%y%m%d}238"
        yield f"{day:%Y%m%d}238{checksums.luhn_digit(stem)}"


def _swedish_companies() -> Iterator[str]:
    for number in range(100, 1_000):
        stem = f"559999{number:03d}"
        yield f"559999-{number:03d}{checksums.luhn_digit(stem)}"


def _finnish_people() -> Iterator[str]:
    for count, day in enumerate(_days(date(1953, 5, 7), 173)):
        stem = f"{day:%d%m%y}{900 + count % 100}"
        yield f"{day:%d%m%y}-{900 + count % 100}{_FINNISH_CHECKS[int(stem) % 31]}"


def _finnish_companies() -> Iterator[str]:
    weights = (7, 9, 10, 5, 8, 4, 2)
    for number in range(9_100_000, 9_101_000):
        digit = checksums.modulus_11_digit(weights, str(number))
        if digit is not None:
            yield f"{number}-{digit}"


def _norwegian_people() -> Iterator[str]:
    """Synthetic numbers: the month plus 80."""
    first, second = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    for count, day in enumerate(_days(date(1954, 9, 11), 211)):
        stem = f"{day:%d}{day.month + 80}{day:%y}{100 + count:03d}"
        tenth = checksums.modulus_11_digit(first, stem)
        last = tenth and checksums.modulus_11_digit(second, stem + tenth)
        if tenth and last:
            yield stem + tenth + last


def _norwegian_companies() -> Iterator[str]:
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    for number in range(31_000_100, 31_001_000):
        digit = checksums.modulus_11_digit(weights, str(number))
        if digit is not None:
            yield f"{number}{digit}"


def _danish_people() -> Iterator[str]:
    """Born 1858 to 1863: nobody living has such a number. Modulus 11 is no condition since 2007."""
    for count, day in enumerate(_days(date(1858, 3, 5), 29)):
        yield f"{day:%d%m%y}-{5001 + count}"


def _danish_companies() -> Iterator[str]:
    weights = (2, 7, 6, 5, 4, 3, 2)
    for number in range(9_900_000, 9_901_000):
        digit = checksums.modulus_11_digit(weights, str(number))
        if digit is not None:
            yield f"{number}{digit}"


_PEOPLE = {"SE": _swedish_people, "FI": _finnish_people, "NO": _norwegian_people, "DK": _danish_people}
_COMPANIES = {"SE": _swedish_companies, "FI": _finnish_companies, "NO": _norwegian_companies, "DK": _danish_companies}
