"""Anonymising: traits of a closed case become less exact until at least k persons share them (recital 26).

Every step works on those who are not in a group yet, so a group is no less exact than it has to be. What is left when
nothing can be told any more is suppressed. Persons are counted, not cases: five cases of one person are one person.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

ANY = "any"
# Amounts in whole units of the currency; a euro is worth about ten kronor.
_BOUNDS = {"EUR": (100, 500, 2_000, 10_000)}
_BOUNDS_OF_KRONOR = (1_000, 5_000, 20_000, 100_000)
_COLLECTED = frozenset({"paid", "settled"})
_YEAR = 365

# One trait is made one step less exact at a time, those first that tell a person apart and say least about portfolios.
_STEPS = ("region", "born", "duration", "amount", "paid", "region", "quarter", "outcome",
          "born", "duration", "amount", "kind", "paid", "quarter", "outcome")  # fmt: skip
Traits = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """What the statistics want to know of one closed case. ``person`` only tells persons apart and goes nowhere."""

    person: Hashable
    is_company: bool
    country: str
    postcode: str
    born_in: int | None
    claimed_minor: int
    paid_minor: int
    currency: str
    opened_on: date
    closed_on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Anonymised:
    """The groups by the values of their traits, and how many cases are in none."""

    groups: dict[tuple[str, ...], int]
    cases: int
    suppressed: int

    @property
    def suppressed_percent(self) -> int:
        """The share that is in no group, rounded up to five per cent; nothing is left out of nothing."""
        return -(-100 * self.suppressed // (5 * self.cases)) * 5 if self.cases else 0


def anonymise(cases: Iterable[ClosedCase], *, k: int) -> Anonymised:
    """Put cases into groups of at least ``k`` persons each."""
    every = [(case.person, levels(case)) for case in cases]
    waiting = every
    depth = dict.fromkeys(every[0][1] if every else (), 0)
    groups: dict[tuple[str, ...], int] = defaultdict(int)
    for step in ("", *_STEPS):
        if step and depth:
            depth[step] += 1
        members: dict[tuple[str, ...], list[tuple[Hashable, Traits]]] = defaultdict(list)
        for person, traits in waiting:
            members[tuple(values[depth[name]] for name, values in traits.items())].append((person, traits))
        waiting = []
        for key, found in members.items():
            persons = len({person for person, _traits in found})
            if persons >= k:
                groups[key] += persons
            else:
                waiting += found
    return Anonymised(dict(groups), len(every), len(waiting))


def levels(case: ClosedCase) -> Traits:
    """Each trait of a case from exact to nothing; the order is that of the columns of a group."""
    return {
        "kind": ("business" if case.is_company else "consumer", ANY),
        "region": _region(case),
        "born": _born(case.born_in),
        "amount": _amount(case.claimed_minor // 100, case.currency),
        "quarter": (quarter_of(case.closed_on), str(case.closed_on.year), ANY),
        "outcome": (case.outcome, "collected" if case.outcome in _COLLECTED else "not_collected", ANY),
        "duration": _duration((case.closed_on - case.opened_on).days),
        "paid": _paid(case.claimed_minor, case.paid_minor),
    }


def quarter_of(day: date) -> str:
    """The quarter of a day: 2026-Q4."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _region(case: ClosedCase) -> tuple[str, ...]:
    """The first figure of a Nordic postcode is a part of the country; elsewhere the country alone is told."""
    country = case.country[:2] or ANY
    is_nordic = case.country in {"SE", "NO", "FI", "DK"} and case.postcode[:1].isdigit()
    return (f"{country} {case.postcode[0]}" if is_nordic else country, country, ANY)


def _born(year: int | None) -> tuple[str, ...]:
    if year is None:
        return (ANY, ANY, ANY)
    return (f"{year // 10 * 10}s", f"{year // 20 * 20}-{year // 20 * 20 + 19}", ANY)


def _amount(whole: int, currency: str) -> tuple[str, ...]:
    bounds = _BOUNDS.get(currency, _BOUNDS_OF_KRONOR)
    place = sum(whole >= bound for bound in bounds)
    lower, upper = (0, *bounds)[place], (*bounds, None)[place]
    exact = f"{currency} {lower}-{upper - 1}" if upper else f"{currency} {lower}-"
    middle = bounds[2]
    return (exact, f"{currency} 0-{middle - 1}" if whole < middle else f"{currency} {middle}-", ANY)


def _duration(days: int) -> tuple[str, ...]:
    exact = next((name for name, end in _DURATIONS if days < end), "over_3_years")
    return (exact, "under_1_year" if days < _YEAR else "over_1_year", ANY)


_DURATIONS = (("under_3_months", 91), ("3_to_12_months", _YEAR), ("1_to_3_years", 3 * _YEAR))


def _paid(claimed: int, paid: int) -> tuple[str, ...]:
    if paid <= 0:
        return ("nothing", "nothing", ANY)
    if paid >= claimed:
        return ("everything", "something", ANY)
    return ("less_than_half" if paid * 2 < claimed else "half_or_more", "something", ANY)
