"""How long an approved run waits, so that a mistake can still be seen."""

from datetime import date, datetime, time, timedelta, tzinfo

# The waiting ends so early on the last day that a maximum is kept on it (AT_MOST).
LATEST = time(20)


def until(approved_at: datetime, due_by: date, *, zone: tzinfo, period: timedelta) -> datetime:
    """The moment from which a run may be executed: after the waiting period, but never too late for its day.

    A run that is late already does not wait: its records should be gone.
    """
    last_moment = datetime.combine(due_by, LATEST, zone)
    return max(approved_at, min(approved_at + period, last_moment))
