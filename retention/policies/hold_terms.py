"""What a legal hold must say before it stops an erasure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_UNSEEN = timedelta(days=366)


class Wrong(StrEnum):
    """Why the terms of a hold are not good enough."""

    REASON_MISSING = "reason_missing"
    REVIEW_NOT_AHEAD = "review_not_ahead"
    REVIEW_TOO_FAR = "review_too_far"
    EXPIRES_BEFORE_REVIEW = "expires_before_review"


@dataclass(frozen=True, slots=True)
class Terms:
    """Why something is held, for whom, and when somebody looks at it again."""

    cause: str
    reason: str
    review_on: date
    authority: str = ""
    expires_on: date | None = None


def wrong_with(reason: str, review_on: date, expires_on: date | None, *, today: date) -> Wrong | None:
    """What is wrong with the reason and the days of a hold, None when nothing is.

    A hold that nobody looks at for more than a year would be storage without end (GDPR art. 5(1)(e)).
    """
    if not reason.strip():
        return Wrong.REASON_MISSING
    if review_on <= today:
        return Wrong.REVIEW_NOT_AHEAD
    if review_on > today + LONGEST_UNSEEN:
        return Wrong.REVIEW_TOO_FAR
    if expires_on is not None and expires_on < review_on:
        return Wrong.EXPIRES_BEFORE_REVIEW
    return None


def waits_for(review_on: date, expires_on: date | None, *, today: date) -> str:
    """What a standing hold waits for: ``expired``, ``review`` or, before that day, nothing."""
    if expires_on is not None and expires_on <= today:
        return "expired"
    return "review" if review_on <= today else ""
