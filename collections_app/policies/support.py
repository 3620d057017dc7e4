"""Whether a session of a processor's IT support is open (AMILI-22; GDPR art. 28(3)(a), 29)."""

from datetime import datetime, timedelta

from collections_app.models import LONGEST_SESSION, SUPPORTING, SupportSession


def is_shut(session: SupportSession, *, at: datetime) -> str:
    """Why nothing is shown on it at that time, as a code; empty while it is open."""
    if session.ended_at is not None and session.ended_at <= at:
        return "session_ended"
    return "session_expired" if session.ends_at <= at else ""


def may_open(*, kind: str, lasts: timedelta) -> str:
    """Why no session may be opened for a processor of that kind, for that long, as a code; empty when one may."""
    if kind not in SUPPORTING:
        return "no_support"
    return "" if timedelta() < lasts <= LONGEST_SESSION else "too_long"
