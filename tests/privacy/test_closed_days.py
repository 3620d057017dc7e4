"""Our tables of public holidays against two libraries that know nothing of each other; every difference has a name."""

import datetime as dt
from collections.abc import Callable

import holidays
import pytest
from workalendar.core import Calendar as Workalendar
from workalendar.europe import Denmark, Finland, Norway, Sweden

from privacy.policies.clock.closed_days import COUNTRIES, SATURDAY, CalendarMissing, calendar_of

YEARS = range(2020, 2036)
WORKALENDARS: dict[str, type[Workalendar]] = {"SE": Sweden, "NO": Norway, "FI": Finland, "DK": Denmark}

# What a library has on weekdays and our table of holidays has not, by the library's name for it, and why.
EXPLAINED_HOLIDAYS = {
    # Eves are no holidays; act 150/1930 only counts periods as if they were, which is our separate switch.
    "FI": {"Christmas Eve", "Midsummer Eve"},
}
EXPLAINED_WORKALENDAR = {
    # The same for the eves of act 1930:173.
    "SE": {"Christmas Eve", "Midsummer's Eve", "New Year's Eve"},
    "FI": {"Christmas Eve", "Midsummer's Eve"},
    # Shops and offices close on Christmas Eve without an act; the Great Prayer Day was abolished from 2024 (214/2023).
    "DK": {"Christmas Eve", "Store Bededag"},
}


def weekdays(days: dict[dt.date, str]) -> dict[dt.date, str]:
    return {day: name for day, name in days.items() if day.weekday() < SATURDAY}


def holidays_library(country: str) -> dict[dt.date, str]:
    if country == "SE":  # this library counts each Sunday as a holiday there
        return dict(holidays.Sweden(years=YEARS, include_sundays=False, language="en_US").items())
    return dict(holidays.country_holidays(country, years=YEARS, language="en_US").items())


def workalendar_library(country: str) -> dict[dt.date, str]:
    return {day: name for year in YEARS for day, name in WORKALENDARS[country]().holidays(year)}


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(
    ("library", "explained"),
    [(holidays_library, EXPLAINED_HOLIDAYS), (workalendar_library, EXPLAINED_WORKALENDAR)],
    ids=["holidays", "workalendar"],
)
def test_every_difference_is_explained(
    library: Callable[[str], dict[dt.date, str]], explained: dict[str, set[str]], country: str
) -> None:
    ours, theirs = weekdays(calendar_of(country).holidays), weekdays(library(country))
    assert not sorted(set(ours) - set(theirs))
    assert {theirs[day] for day in set(theirs) - set(ours)} == explained.get(country, set())


def test_workalendar_keeps_the_great_prayer_day_after_its_abolition_only() -> None:
    extra = {day for day, name in workalendar_library("DK").items() if name == "Store Bededag"}
    assert {day.year for day in extra - set(calendar_of("DK").holidays)} <= set(range(2024, 2036))


def test_a_country_without_a_table_is_refused() -> None:
    with pytest.raises(CalendarMissing, match="SE, NO, FI, DK"):
        calendar_of("DE")
