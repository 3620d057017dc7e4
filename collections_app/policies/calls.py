"""What a line of the contact log may say, and what a recording may serve."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# The parties, and nobody, to whose answering machine we spoke. Any other voice is another person's.
_NO_OTHER = frozenset({"debtor", "joint_debtor", "guarantor", "nobody"})


class ListeningPurpose(StrEnum):
    """What a recording may be listened to for, as the notices name it (INTRUM-38, INTRUM-39)."""

    TRANSACTION_PROOF = "transaction_proof"
    """To confirm afterwards what was agreed."""
    SERVICE_DEVELOPMENT = "service_development"
    """To train and improve customer service."""


@dataclass(frozen=True, slots=True)
class RecordingTerms:
    """What a controller's notice says about recording calls: whether it does, and what for."""

    is_on: bool
    purposes: frozenset[ListeningPurpose] = frozenset()


# What holds where no notice speaks of recordings: none are made (AMILI-45, AXACTOR-122).
OFF = RecordingTerms(is_on=False)


def against_line(
    *, direction: str, outcome: str, spoken_to: str, number: str, started_at: datetime, seconds: int, now: datetime
) -> str:
    """Why a call cannot have been so, as a code; empty when it can."""
    if direction == "outbound" and not number:
        return "number_missing"
    if (outcome == "spoke") == (spoken_to == "nobody"):
        return "who_was_reached" if outcome == "spoke" else "nobody_was_reached"
    if started_at > now:
        return "in_future"
    if started_at + timedelta(seconds=seconds) > now:
        return "not_over"
    return ""


def may_listen(*, purpose: str, purposes: frozenset[str]) -> bool:
    """Whether a recording that was made for some purposes may be played for one: for these and no others."""
    return purpose in purposes


def has_anothers_voice(spoken_to: str) -> bool:
    """Whether somebody spoke who is no party to the case: a guardian, a contact person, whoever answered."""
    return spoken_to not in _NO_OTHER
