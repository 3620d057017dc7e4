"""The rules of the national holiday acts, from which the dated tables in `privacy/calendars` are computed.

Run `python -m privacy.policies.holiday_rules SE > privacy/calendars/se.csv` (likewise NO, FI, DK) to make a table anew,
for example after an act has changed or to add years: state the years in FIRST_YEAR and LAST_YEAR first. The product
reads the tables only, so that what a deadline was computed from can be read, dated and reviewed. Sundays and Saturdays
are closed days without an entry; a holiday that falls on one is listed all the same.
"""

import csv
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FIRST_YEAR = 2020
LAST_YEAR = 2035
SATURDAY = 5

SE_ACT = "Lag (1989:253) om allmänna helgdagar"
SE_EVES_ACT = "Lag (1930:173) om beräkning av lagstadgad tid, 2 §"
NO_ACT = "Lov 24. februar 1995 nr. 12 om helligdager og helligdagsfred § 2"
NO_MAY_ACT = "Lov 26. april 1947 nr. 1 om 1. og 17. mai som høgtidsdager"
FI_ACT = "Laki säädettyjen määräaikain laskemisesta 150/1930, 5 §"
DK_ACT = "Forordning af 26. oktober 1770 om helligdagene"
DK_PRAYER_ACT = f"{DK_ACT}; abolished from 2024 by lov nr. 214 af 7. marts 2023"


@dataclass(frozen=True)
class Rule:
    """One holiday of one act: how its day is found in a year, and until which year inclusive it is kept."""

    name: str
    day_in: Callable[[int], dt.date]
    act: str
    last_year: int = LAST_YEAR
    kind: str = "holiday"  # or "eve": a day that an act on computing time treats like a holiday


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar: the Sunday after the ecclesiastical full moon from 21 March."""
    golden, century = year % 19, year // 100
    solar = century - century // 4
    lunar = (8 * century + 13) // 25
    epact = (19 * golden + solar - lunar + 15) % 30
    # The two late moons that the calendar brings forward by a day.
    if epact == 29 or (epact == 28 and golden > 10):
        epact -= 1
    full_moon = dt.date(year, 3, 21) + dt.timedelta(days=epact)
    return full_moon + dt.timedelta(days=7 - full_moon.isoweekday() % 7)


def fixed(month: int, day: int) -> Callable[[int], dt.date]:
    """The same date each year."""
    return lambda year: dt.date(year, month, day)


def easter(offset: int) -> Callable[[int], dt.date]:
    """A number of days from Easter Sunday."""
    return lambda year: easter_sunday(year) + dt.timedelta(days=offset)


def saturday_from(month: int, day: int, offset: int = 0) -> Callable[[int], dt.date]:
    """The first Saturday on or after a date, or a day counted from that Saturday."""

    def find(year: int) -> dt.date:
        start = dt.date(year, month, day)
        return start + dt.timedelta(days=(SATURDAY - start.weekday()) % 7 + offset)

    return find


def _rules(act: str, days: dict[str, Callable[[int], dt.date]]) -> list[Rule]:
    return [Rule(name, day, act) for name, day in days.items()]


RULES: dict[str, list[Rule]] = {
    "SE": [
        *_rules(
            SE_ACT,
            {
                "Nyårsdagen": fixed(1, 1),
                "Trettondedag jul": fixed(1, 6),
                "Långfredagen": easter(-2),
                "Påskdagen": easter(0),
                "Annandag påsk": easter(1),
                "Första maj": fixed(5, 1),
                "Kristi himmelsfärdsdag": easter(39),
                "Pingstdagen": easter(49),
                "Nationaldagen": fixed(6, 6),
                "Midsommardagen": saturday_from(6, 20),
                "Alla helgons dag": saturday_from(10, 31),
                "Juldagen": fixed(12, 25),
                "Annandag jul": fixed(12, 26),
            },
        ),
        Rule("Midsommarafton", saturday_from(6, 20, -1), SE_EVES_ACT, kind="eve"),
        Rule("Julafton", fixed(12, 24), SE_EVES_ACT, kind="eve"),
        Rule("Nyårsafton", fixed(12, 31), SE_EVES_ACT, kind="eve"),
    ],
    "NO": [
        *_rules(
            NO_ACT,
            {
                "Nyttårsdag": fixed(1, 1),
                "Skjærtorsdag": easter(-3),
                "Langfredag": easter(-2),
                "Påskedag": easter(0),
                "Annen påskedag": easter(1),
                "Kristi himmelfartsdag": easter(39),
                "Pinsedag": easter(49),
                "Annen pinsedag": easter(50),
                "Juledag": fixed(12, 25),
                "Annen juledag": fixed(12, 26),
            },
        ),
        *_rules(NO_MAY_ACT, {"1. mai": fixed(5, 1), "17. mai": fixed(5, 17)}),
    ],
    "FI": [
        *_rules(
            FI_ACT,
            {
                "Uudenvuodenpäivä": fixed(1, 1),
                "Loppiainen": fixed(1, 6),
                "Pitkäperjantai": easter(-2),
                "Pääsiäispäivä": easter(0),
                "Toinen pääsiäispäivä": easter(1),
                "Vapunpäivä": fixed(5, 1),
                "Helatorstai": easter(39),
                "Helluntaipäivä": easter(49),
                "Juhannuspäivä": saturday_from(6, 20),
                "Pyhäinpäivä": saturday_from(10, 31),
                "Itsenäisyyspäivä": fixed(12, 6),
                "Joulupäivä": fixed(12, 25),
                "Tapaninpäivä": fixed(12, 26),
            },
        ),
        Rule("Juhannusaatto", saturday_from(6, 20, -1), FI_ACT, kind="eve"),
        Rule("Jouluaatto", fixed(12, 24), FI_ACT, kind="eve"),
    ],
    "DK": [
        *_rules(
            DK_ACT,
            {
                "Nytårsdag": fixed(1, 1),
                "Skærtorsdag": easter(-3),
                "Langfredag": easter(-2),
                "Påskedag": easter(0),
                "2. påskedag": easter(1),
                "Kristi himmelfartsdag": easter(39),
                "Pinsedag": easter(49),
                "2. pinsedag": easter(50),
                "Juledag": fixed(12, 25),
                "2. juledag": fixed(12, 26),
            },
        ),
        Rule("Store bededag", easter(26), DK_PRAYER_ACT, last_year=2023),
    ],
}


def rows(country: str) -> Iterator[tuple[str, str, str, str]]:
    """The lines of a country's table in order of date: date, kind, name and act."""
    found = (
        (rule.day_in(year).isoformat(), rule.kind, rule.name, rule.act)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for rule in RULES[country]
        if year <= rule.last_year
    )
    yield from sorted(found)


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("date", "kind", "name", "act"))
    writer.writerows(rows(sys.argv[1]))
