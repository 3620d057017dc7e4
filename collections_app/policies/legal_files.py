"""What may be copied into a legal proceedings file (INTRUM-39, INTRUM-109, INTRUM-112)."""

from datetime import date


def wrong_opening(*, is_damage: bool, authority: str, discovered_on: date | None, today: date) -> str:
    """What is wrong with opening a file, as a code; empty when nothing is.

    An assignment is before a named court or authority. Damage has the day of its discovery, which cannot lie ahead:
    the limitation period runs from it.
    """
    if not is_damage:
        return "" if authority.strip() else "authority_missing"
    if discovered_on is None:
        return "discovery_missing"
    return "discovery_in_future" if discovered_on > today else ""


def wrong_part(*, start: int, end: int, seconds: int) -> str:
    """What is wrong with a part of a call from one second to another, as a code; empty when nothing is."""
    if not 0 <= start < end:
        return "ends_before_it_begins"
    return "" if end <= seconds else "longer_than_the_call"


def wrong_end(*, ended_on: date, opened_on: date, today: date) -> str:
    """What is wrong with the day on which an assignment ended, as a code; empty when nothing is."""
    if ended_on > today:
        return "end_in_future"
    return "ended_before_opened" if ended_on < opened_on else ""
