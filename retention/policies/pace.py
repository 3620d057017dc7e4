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
