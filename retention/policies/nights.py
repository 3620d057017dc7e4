"""When a controller's night is, and which nights were missed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

CUT_OFF = time(6)
LENGTH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Duty:
    """A night's work that is to be done now: until when, and how many nights before it were missed."""

    night: date
    ends_at: datetime
    missed: int


def duty(local_now: datetime, last: date | None) -> Duty | None:
    """What is to be done at a moment of the controller's own clock, after the last night in which work was done.

    At night it is that night's work, once. In the daytime it is what an outage left: as long as a night is, from now
    on. A controller that has had no night yet waits for its first.
    """
    night = local_now.date()
    is_night = local_now.time() < CUT_OFF
    if last is not None and last >= night:
        return None
    if last is None and not is_night:
        return None
    missed = 0 if last is None else (night - last).days - is_night
    return Duty(night, ends_at(local_now), missed)


def ends_at(local_now: datetime) -> datetime:
    """When work that begins now stops: at night with the night, in the daytime after as long as a night is."""
    is_night = local_now.time() < CUT_OFF
    return datetime.combine(local_now.date(), CUT_OFF, local_now.tzinfo) if is_night else local_now + LENGTH
