"""When a record must go: calendar arithmetic in plain Python, the oracle of ``sql/due_dates.sql``.

``reference``: the retention schedule of the five notices, sections 1 to 3. A trigger date is a local date of the
controller. Months and years are never turned into days; weekends and holidays never postpone erasure.
"""

import calendar
from collections.abc import Iterable
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


def combined_due_on(periods: Iterable[Period], trigger_on: date | None, year_starts: int = 1) -> date | None:
    """The latest of all rules that apply to a record; None (never erased) without a trigger or a rule (section 3.1)."""
    if trigger_on is None:
        return None
    return max((due_on(period, trigger_on, year_starts) for period in periods), default=None)


def after_release(normal_due_on: date, released_on: date) -> date:
    """A hold was lifted: what is overdue by then is due that day (section 3.4)."""
    return max(normal_due_on, released_on)
