"""How fast a run works and how long it will still take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Working(Protocol):
    """What is known of a run at work."""

    executed_at: datetime | None
    worked_on_at: datetime | None
    erased_count: int
    kept_count: int


SILENT_AFTER = timedelta(seconds=30)
"""A batch takes a second or two; without one for so long, a pace of before would promise what nobody does."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Records in a second, and the seconds that the rest takes at that pace."""

    per_second: float
    seconds_left: int


def of_run(run: Working, *, total: int) -> Pace | None:
    """The pace from the begin to the last batch; None before the first batch is done."""
    done = run.erased_count + run.kept_count
    if run.executed_at is None or run.worked_on_at is None or not done:
        return None
    spent = max(run.worked_on_at - run.executed_at, timedelta(milliseconds=1)).total_seconds()
    per_second = done / spent
    return Pace(per_second, round(max(total - done, 0) / per_second))


def silent_since(run: Working, *, at: datetime) -> datetime | None:
    """When a run that ought to be at work was last worked on; None while its batches come."""
    last = run.worked_on_at
    return last if last is not None and at - last > SILENT_AFTER else None
