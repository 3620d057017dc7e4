"""When a record must go: calendar arithmetic in plain Python, the oracle of ``sql/due_dates.sql``.

``reference``: the retention schedule of the five notices, sections 1 to 3. A trigger date is a local date of the
controller. Months and years are never turned into days; weekends and holidays never postpone erasure.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class RuleKind(StrEnum):
    """How the end of the period binds."""

    AT_MOST = "at_most"
    FOR = "for"
    AT_LEAST = "at_least"
    EVENT = "event"


class Anchor(StrEnum):
    """The date from which the period runs, given the trigger date."""

    TRIGGER = "trigger"
    FINANCIAL_YEAR_END = "financial_year_end"
    CALENDAR_YEAR_OF_FINANCIAL_YEAR_END = "calendar_year_of_financial_year_end"


@dataclass(frozen=True, slots=True)
class Period:
    """One rule's arithmetic."""

    kind: RuleKind
    months: int
    anchor: Anchor = Anchor.TRIGGER
    is_statute: bool = False
    """A cited law sets the period, not the controller or a recommendation."""

    @property
    def is_duty(self) -> bool:
        """Whether a law demands that the record is kept so long; a law's own maximum demands the contrary."""
        return self.is_statute and self.kind in (RuleKind.FOR, RuleKind.AT_LEAST)


def add_months(start: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def anchor_date(anchor: Anchor, trigger_on: date, year_starts: int = 1) -> date:
    """The date from which the period runs; a financial year starts on the first day of month ``year_starts``."""
    if anchor is Anchor.TRIGGER:
        return trigger_on
    ends_in = trigger_on.year + (1 if trigger_on.month >= year_starts else 0)
    year_end = date(ends_in, year_starts, 1) - timedelta(days=1)
    return year_end if anchor is Anchor.FINANCIAL_YEAR_END else date(year_end.year, 12, 31)


def period_end(period: Period, trigger_on: date, year_starts: int = 1) -> date:
    """E, the last day of the period; the trigger day itself is not counted (schedule, section 1)."""
    return add_months(anchor_date(period.anchor, trigger_on, year_starts), period.months)


def due_on(period: Period, trigger_on: date, year_starts: int = 1) -> date:
    """The first day on which erasure is due: E for AT_MOST and EVENT, the day after for FOR and AT_LEAST."""
    end = period_end(period, trigger_on, year_starts)
    return end + timedelta(days=1) if period.kind in (RuleKind.FOR, RuleKind.AT_LEAST) else end


def deciding(periods: Sequence[Period], trigger_on: date, year_starts: int = 1) -> Period | None:
    """Which of the rules that apply to a record sets its day; None without a rule (section 3.1).

    The longest one does. But a maximum (AT_MOST) gives way to a legal duty only, never to a longer rule of the
    controller's own or to a recommendation, and of several maxima the first binds (section 3.11).
    """

    def day(period: Period) -> date:
        return due_on(period, trigger_on, year_starts)

    first_maximum = min((each for each in periods if each.kind is RuleKind.AT_MOST), key=day, default=None)
    if first_maximum is None:
        return max(periods, key=day, default=None)
    return max([first_maximum, *(each for each in periods if each.is_duty)], key=day)


def combined_due_on(periods: Sequence[Period], trigger_on: date | None, year_starts: int = 1) -> date | None:
    """The first day on which a record is due by all its rules; None (never erased) without a trigger or a rule."""
    decider = None if trigger_on is None else deciding(periods, trigger_on, year_starts)
    return None if trigger_on is None or decider is None else due_on(decider, trigger_on, year_starts)


def after_release(normal_due_on: date, released_on: date) -> date:
    """A hold was lifted: what is overdue by then is due that day (section 3.4)."""
    return max(normal_due_on, released_on)
