"""On which days a period of Regulation 1182/71 cannot end: Saturdays, Sundays and the public holidays of a country.

The holidays are those of the place where the act is due, so the controller's country decides (art. 2(1), 3(4)). They
come from the dated tables in `privacy/calendars`, which name the act for each day.
"""

import csv
import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path

CALENDARS = Path(__file__).resolve().parents[2] / "calendars"
COUNTRIES = ("SE", "NO", "FI", "DK")
SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


class CalendarMissing(LookupError):
    """No table of public holidays is kept for this country."""


class DateOutsideCalendar(LookupError):
    """The table ends before, or begins after, the asked day: guessing a deadline would be worse than stopping."""


@dataclass(frozen=True)
class Calendar:
    """The public holidays of one country for whole years, with the eves that its act on computing time adds."""

    country: str
    holidays: dict[dt.date, str]
    eves: dict[dt.date, str]
    first_year: int
    last_year: int

    def is_closed(self, day: dt.date, *, count_eves_as_holidays: bool = False) -> bool:
        """Whether a period may not end on this day.

        Eves count only on demand (Swedish act 1930:173, Finnish act 150/1930): leaving them out gives the shorter,
        safe deadline. Raises DateOutsideCalendar.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise DateOutsideCalendar(
                f"The {self.country} calendar covers {self.first_year}-{self.last_year}, not {day.isoformat()}. Widen"
                " the years in privacy/policies/clock/holiday_rules.py, check the national acts for changes and make"
                f" privacy/calendars/{self.country.lower()}.csv anew as its docstring says."
            )
        return day.weekday() >= SATURDAY or day in self.holidays or (count_eves_as_holidays and day in self.eves)

    def working_day_from(self, day: dt.date, *, count_eves_as_holidays: bool = False) -> dt.date:
        """The day itself when it is a working day, otherwise the following working day (art. 3(4))."""
        while self.is_closed(day, count_eves_as_holidays=count_eves_as_holidays):
            day += ONE_DAY
        return day


@functools.cache
def calendar_of(country: str) -> Calendar:
    """The calendar of a country by its ISO 3166 code. Raises CalendarMissing."""
    if country not in COUNTRIES:
        raise CalendarMissing(f"No calendar of public holidays for {country!r}; there are {', '.join(COUNTRIES)}.")
    named: dict[str, dict[dt.date, str]] = {"holiday": {}, "eve": {}}
    with (CALENDARS / f"{country.lower()}.csv").open(encoding="utf-8", newline="") as table:
        for line in csv.DictReader(table):
            named[line["kind"]][dt.date.fromisoformat(line["date"])] = line["name"]
    years = [day.year for day in named["holiday"]]
    return Calendar(country, named["holiday"], named["eve"], min(years), max(years))
