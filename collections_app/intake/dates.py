"""Dates as Nordic files write them (day first) and as ISO 8601 has them (year first)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from collections_app.intake.problems import Fault
from personal_data import births
from personal_data.national_ids import Invalid, NationalId

_YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_DIGITS_ONLY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-./] ?([0-9]{1,2})[-./] ?([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2}")
_XML = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[-+][0-9]{2}:[0-9]{2})?")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
_EARLIEST = date(1980, 1, 1)
_LONGEST = 40
_LONGEST_TERM = timedelta(days=3660)


@lru_cache(maxsize=8192)
def parse_date(text: str) -> date:
    """Read 2026-03-05, 20260305, 5.3.2026, 05-03-2026 or 05/03/2026; a year always has four digits."""
    text = _MIDNIGHT.sub("", text[:_LONGEST].strip())
    match = _YEAR_FIRST.fullmatch(text) or _DIGITS_ONLY.fullmatch(text)
    parts = match.groups() if match else None
    if parts is None:
        match = _DAY_FIRST.fullmatch(text)
        parts = match.groups()[::-1] if match else None
    if parts is None and _SHORT_YEAR.fullmatch(text):
        raise Fault("date_short_year", "The year has two digits. Write all four, such as 2026-03-05.")
    if parts is None:
        raise Fault("date_format", "The date cannot be read. Write year, month and day, such as 2026-03-05.")
    return _day(parts)


def parse_xml_date(text: str) -> date:
    """Read a date of an XML document: year first, with or without a time zone, which is left out."""
    match = _XML.fullmatch(text[:_LONGEST].strip())
    if match is None:
        raise Fault("date_format", "The date cannot be read. Write it as 2026-03-05.")
    return _day(match.groups())


def _day(parts: Sequence[str]) -> date:
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        message = "There is no such day in the calendar. Compare the date with the invoice."
        raise Fault("date_impossible", message) from None


def check_issue(issued_on: date, today: date) -> None:
    """An invoice was made out in the past, and not absurdly long ago; a day of grace for time zones east of ours."""
    if issued_on > today + timedelta(days=1):
        raise Fault("date_in_future", "The date of issue lies in the future. Compare it with the invoice.")
    if issued_on < _EARLIEST:
        raise Fault("date_implausible", "The date of issue is before 1980. Compare it with the invoice.")


def birth_date(born_on: date, *, today: date, number: NationalId | None) -> date | None:
    """What is kept of a debtor's date of birth; one that cannot be theirs is refused."""
    try:
        births.check(born_on, today=today, number=number)
    except Invalid as refusal:
        raise Fault(refusal.code, refusal.message) from None
    return births.to_keep(born_on, number)


def check_term(issued_on: date, due_on: date | None) -> None:
    """A debt falls due on or after the day of the invoice, and within ten years."""
    if due_on is None:
        return
    if due_on < issued_on:
        raise Fault("due_before_issue", "The due date is before the date of issue. Compare both with the invoice.")
    if due_on - issued_on > _LONGEST_TERM:
        raise Fault("date_implausible", "The due date is more than ten years after the invoice. Compare it.")
