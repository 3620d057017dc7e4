"""The clock of a data subject's request: GDPR art. 12(3) and 12(4), counted by Regulation 1182/71 art. 3.

Pure: the caller brings the days. One clock per request, not per person.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from privacy.policies.clock.closed_days import Calendar
from privacy.policies.clock.pauses import GUARD_DAYS, Question, paused_days
from retention.policies.due_dates import add_months

TARGET_DAYS = 14
SOON_DAYS = 7


class ExtensionRefusal(StrEnum):
    """Why two further months are not granted (art. 12(3), second and third sentence)."""

    NO_REASONS = "no_reasons"
    NOTICE_TOO_LATE = "notice_too_late"
    BEFORE_RECEIPT = "before_receipt"


class Alarm(StrEnum):
    """How near the calendar deadline is."""

    CALM = "calm"
    SOON = "soon"
    DUE_TODAY = "due_today"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The three dates of a request: the house's target, the unshifted end and the last lawful day."""

    target_date: dt.date
    calendar_deadline: dt.date
    legal_deadline: dt.date


@dataclass(frozen=True, slots=True)
class AlarmState:
    """The alarm with the days left to the calendar deadline; negative when it has passed."""

    alarm: Alarm
    days_left: int


def receipt_day(arrived_at: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The controller's local day of arrival at any official channel; weekends count. Refuses a naive datetime."""
    if arrived_at.tzinfo is None:
        raise ValueError("the moment of receipt needs a time zone")
    return arrived_at.astimezone(zone).date()


def deadlines(
    received_on: dt.date,
    calendar: Calendar,
    *,
    days_paused: int = 0,
    extended: bool = False,
    target_days: int = TARGET_DAYS,
    count_eves_as_holidays: bool = False,
) -> Deadlines:
    """One month, or three when extended, always from receipt: first the shorter month, then pauses, then the shift."""
    if days_paused < 0:
        raise ValueError("a pause cannot be negative")
    paused = dt.timedelta(days=days_paused)
    ends_on = add_months(received_on, 3 if extended else 1) + paused
    shifted = calendar.working_day_from(ends_on, count_eves_as_holidays=count_eves_as_holidays)
    return Deadlines(received_on + dt.timedelta(days=target_days) + paused, ends_on, shifted)


def extension_refusal(
    received_on: dt.date, notified_on: dt.date, reasons: str, *, first_legal_deadline: dt.date
) -> ExtensionRefusal | None:
    """Why an extension is refused; None when the person is told of it and of the reasons in the first period."""
    if not reasons.strip():
        return ExtensionRefusal.NO_REASONS
    if notified_on < received_on:
        return ExtensionRefusal.BEFORE_RECEIPT
    if notified_on > first_legal_deadline:
        return ExtensionRefusal.NOTICE_TOO_LATE
    return None


def no_action_deadline(received_on: dt.date, calendar: Calendar, *, days_paused: int = 0) -> dt.date:
    """The last day for a letter that no action is taken (art. 12(4)): one month, which nothing extends."""
    return deadlines(received_on, calendar, days_paused=days_paused).legal_deadline


def close_unidentified_by(received_on: dt.date, calendar: Calendar) -> dt.date:
    """The last day to close as not identified with an art. 12(4) letter: the deadline as if nothing had been asked."""
    return no_action_deadline(received_on, calendar)


def deadlines_with_questions(
    received_on: dt.date,
    questions: Sequence[Question],
    calendar: Calendar,
    *,
    today: dt.date,
    extended: bool = False,
    guard_days: int = GUARD_DAYS,
) -> Deadlines:
    """The deadlines as they stand today, with the pauses that the questions to the person have made."""
    paused = paused_days(received_on, questions, calendar, today=today, guard_days=guard_days)
    return deadlines(received_on, calendar, days_paused=paused, extended=extended)


def alarm_state(calendar_deadline: dt.date, today: dt.date, *, soon_days: int = SOON_DAYS) -> AlarmState:
    """The alarm, raised on the unshifted deadline so that a weekend is never the reserve."""
    left = (calendar_deadline - today).days
    if left < 0:
        return AlarmState(Alarm.LATE, left)
    if left == 0:
        return AlarmState(Alarm.DUE_TODAY, left)
    return AlarmState(Alarm.SOON if left <= soon_days else Alarm.CALM, left)
