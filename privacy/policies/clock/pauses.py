"""When the clock of a request stands still: GDPR art. 12(6) and recital 63, EDPB Guidelines 01/2022 para. 157-159.

Only a question that the person must answer first stops it, and only when it was asked at once. Workload, a slow
processor, legal review or holidays have no name here, because they are no reasons.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from privacy.policies.clock.closed_days import ONE_DAY, Calendar

GUARD_DAYS = 5
"""How many days after receipt a question is still "without undue delay" (product choice, may be set)."""


class PauseReason(StrEnum):
    """What the controller must know before it can answer."""

    IDENTITY = "identity"  # art. 12(6)
    SPECIFICATION = "specification"  # recital 63, large quantity of data only


class PauseRefusal(StrEnum):
    """Why a question does not stop the clock."""

    BEFORE_RECEIPT = "before_receipt"
    ASKED_TOO_LATE = "asked_too_late"
    NO_GROUNDS = "no_grounds"
    NO_LARGE_QUANTITY = "no_large_quantity"


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the person, with the local days on which it went out and on which an answer arrived.

    `grounds` are the reasonable doubts, or why the request cannot be found as it stands; never a routine.
    """

    reason: PauseReason
    asked_on: dt.date
    grounds: str
    answered_on: dt.date | None = None
    sufficient: bool = False
    large_quantity: bool = False

    def __post_init__(self) -> None:
        if self.answered_on is not None and self.answered_on < self.asked_on:
            raise ValueError("an answer cannot arrive before its question")


def pause_refusal(question: Question, received_on: dt.date, *, guard_days: int = GUARD_DAYS) -> PauseRefusal | None:
    """Why a first question does not stop the clock; None when it does."""
    if question.asked_on < received_on:
        return PauseRefusal.BEFORE_RECEIPT
    if (question.asked_on - received_on).days > guard_days:
        return PauseRefusal.ASKED_TOO_LATE
    return _refusal_of_substance(question)


def _refusal_of_substance(question: Question) -> PauseRefusal | None:
    if not question.grounds.strip():
        return PauseRefusal.NO_GROUNDS
    if question.reason is PauseReason.SPECIFICATION and not question.large_quantity:
        return PauseRefusal.NO_LARGE_QUANTITY
    return None


def _follows_up(question: Question, before: Question | None, calendar: Calendar) -> bool:
    """Whether it takes up an insufficient answer by the next working day, so that the pause goes on."""
    if before is None or before.answered_on is None or before.sufficient:
        return False
    latest = calendar.working_day_from(before.answered_on + ONE_DAY)
    return before.answered_on <= question.asked_on <= latest and _refusal_of_substance(question) is None


def paused_days(
    received_on: dt.date,
    questions: Sequence[Question],
    calendar: Calendar,
    *,
    today: dt.date,
    guard_days: int = GUARD_DAYS,
) -> int:
    """Whole days on which the clock stood still until `today`, each day once.

    They run from the day after the question until and including the day of the answer. A follow-up by the next working
    day after an insufficient answer lets the pause go on, whatever the guard; without an answer it lasts until today.
    """
    days: set[dt.date] = set()
    counted: Question | None = None  # the last question that stopped the clock
    for question in sorted(questions, key=lambda each: each.asked_on):
        follows = _follows_up(question, counted, calendar)
        if not follows and pause_refusal(question, received_on, guard_days=guard_days) is not None:
            continue
        start = counted.answered_on if follows and counted and counted.answered_on else question.asked_on
        end = min(question.answered_on or today, today)
        days.update(start + dt.timedelta(days=passed) for passed in range(1, (end - start).days + 1))
        counted = question
    return len(days)
