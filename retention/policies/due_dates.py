"""When a record must go: calendar arithmetic in plain Python, the oracle of ``sql/due_dates.sql``.

``reference``: the retention schedule of the five notices, sections 1 to 3. A trigger date is a local date of the
controller. Months and years are never turned into days; weekends and holidays never postpone erasure.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class RuleKind(StrEnum):
    """How the end of the period binds."""

    AT_MOST = "at_most"
    FOR = "for"
    AT_LEAST = "at_least"
    EVENT = "event"


class TermKind(StrEnum):
    """What a day of one record's own says."""

    AT_MOST = "at_most"
    """It goes then at the latest: the day on which the public register drops it (schedule, section 3.11)."""
    UNTIL = "until"
    """A law demands it to the end of that day, as two persons decided (R07, R18)."""
    REVIEW = "review"
    """Somebody looks again."""


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
    triggers: tuple[str, ...] = ()
    """Events of which any starts the clock; empty where the record has one trigger only."""

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


@dataclass(frozen=True, slots=True)
class Own:
    """What one record has beside the rules of its class."""

    events: Mapping[str, date] = field(default_factory=dict)
    """When which of the events happened that may start its clock."""
    limit: date | None = None
    """The first day that is a maximum of its own."""
    until: date | None = None
    """The last day to which a law demands this record, as two persons decided."""


NOTHING_OWN = Own()


@dataclass(frozen=True, slots=True)
class Decision:
    """The first day on which a record is due, and what set it: a rule, or a day of its own. Neither: never due yet."""

    due_on: date | None = None
    period: Period | None = None
    own: TermKind | None = None


def begins(period: Period, trigger_on: date | None, own: Own = NOTHING_OWN) -> date | None:
    """The day that starts this rule's clock; None while nobody knows it.

    Where a rule names several events, a maximum runs from the first of them and what has to stay from the last, so
    neither promise is ever broken by the other event. A record without any such event goes by its one trigger.
    """
    if not period.triggers or not own.events:
        return trigger_on
    days = [own.events[event] for event in period.triggers if event in own.events]
    earliest = period.kind in (RuleKind.AT_MOST, RuleKind.EVENT)
    return (min if earliest else max)(days, default=None)


def decide(
    periods: Sequence[Period], trigger_on: date | None, year_starts: int = 1, own: Own = NOTHING_OWN
) -> Decision:
    """Which of the rules that apply to a record, and of its own days, sets the day (schedule, section 3.1).

    The longest one does. But a maximum (AT_MOST) gives way to a legal duty only, never to a longer rule of the
    controller's own or to a recommendation, and of several maxima the first binds (section 3.11). A clock that has not
    begun blocks, whatever the other rules say; only a maximum of the record's own binds all the same, and not where a
    law demands the record from an event on that has not happened.
    """
    starts = [(each, begins(each, trigger_on, own)) for each in periods]
    ends = [Decision(due_on(each, start, year_starts), each) for each, start in starts if start is not None]
    limit = [Decision(own.limit, own=TermKind.AT_MOST)] if own.limit else []
    until = [Decision(own.until + timedelta(days=1), own=TermKind.UNTIL)] if own.until else []
    if len(ends) < len(periods):
        if not limit or any(each.is_duty for each in periods):
            return Decision()
        return max([*limit, *until], key=_day)
    maxima = [each for each in ends if each.period and each.period.kind is RuleKind.AT_MOST] + limit
    first = [min(maxima, key=_day)] if maxima else ends
    duties = [each for each in ends if each.period and each.period.is_duty]
    return max([*first, *duties, *until], key=_day, default=Decision())


def _day(decision: Decision) -> date:
    return decision.due_on or date.min


def deciding(periods: Sequence[Period], trigger_on: date, year_starts: int = 1) -> Period | None:
    """Which of the rules that apply to a record sets its day; None without a rule."""
    return decide(periods, trigger_on, year_starts).period


def combined_due_on(
    periods: Sequence[Period], trigger_on: date | None, year_starts: int = 1, own: Own = NOTHING_OWN
) -> date | None:
    """The first day on which a record is due by all its rules; None (never erased) while nobody can say."""
    return decide(periods, trigger_on, year_starts, own).due_on


def after_release(normal_due_on: date, released_on: date) -> date:
    """A hold was lifted: what is overdue by then is due that day (section 3.4)."""
    return max(normal_due_on, released_on)
