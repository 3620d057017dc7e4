"""How fast a run works and how long it will still take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Working(Protocol):
    """What is known of a run at work."""

    worked_on_at: datetime | None
    worked_for: timedelta
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
    """The pace of the time in which it worked: no pause and no lost worker counts. None before a batch is done."""
    done = run.erased_count + run.kept_count
    if not done or not run.worked_for:
        return None
    per_second = done / run.worked_for.total_seconds()
    return Pace(per_second, round(max(total - done, 0) / per_second))


def worked(*, since: datetime | None, taken_up: datetime, at: datetime) -> timedelta:
    """How long a batch that is done at a moment took: since the one before, but no longer than somebody is at work."""
    begun = taken_up if since is None else max(since, taken_up)
    return max(at - begun, timedelta(0))


def silent_since(run: Working, *, at: datetime) -> datetime | None:
    """When a run that ought to be at work was last worked on; None while its batches come."""
    last = run.worked_on_at
    return last if last is not None and at - last > SILENT_AFTER else None
