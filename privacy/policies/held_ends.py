"""When a record goes, as the person is told it (GDPR art. 13(2)(a), 15(1)(d))."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Ends(StrEnum):
    """What decides when a record goes."""

    ON_ITS_DAY = "on_its_day"
    """Its clock runs; ``Ending.due_on`` is the day."""
    AFTER_ITS_EVENT = "after_its_event"
    """The clock starts with an event that has not happened, such as the closing of a case."""
    WITH_THE_LAST_RECORD = "with_the_last_record"
    """A profile goes when no other record needs it."""
    NOT_DETERMINED = "not_determined"
    """No rule has been published for records of this kind."""


@dataclass(frozen=True, slots=True)
class Ending:
    """When a record goes and why (GDPR art. 15(1)(d)): the deciding rule with its ground and law."""

    ends: Ends
    due_on: date | None = None
    trigger_on: date | None = None
    rule: str = ""
    """The code of the deciding rule, to which the policy pack has words in the person's language."""
    trigger: str = ""
    period_months: int = 0
    ground: str = ""
    citation: str = ""
    is_statute: bool = False
    """The citation is a law's, not the notice's."""
    kept_by: tuple[str, ...] = ()
    """The kinds of block that stop its erasure for now: a legal hold, the person's own wish, a restriction."""
