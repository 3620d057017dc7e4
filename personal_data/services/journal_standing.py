"""Whether the database is as new as the erasure journal says. An older one was put back: it may hold erased data."""

from personal_data.journal import closing, entries
from personal_data.journal.chain import Line
from personal_data.models import Envelope
from personal_data.services.journal_keeping import present_life, settle_open

_ATTACHED = "attached"
BEHIND = "behind"
OTHER_DATABASE = "other_database"


def begin() -> str:
    """What every program does first: close the house if the database is an older one, else settle what a crash left.

    Gives the code of the reason for which it is closed; empty where it is open.
    """
    if reason := closing.why():
        return reason  # not written down: what else closes the house than its file is asked each time, and may end
    if reason := standing():
        closing.close(reason)
        return reason
    settle_open()
    return ""


def standing() -> str:
    """Why the database and the journal do not belong together; empty where they do.

    A database without envelopes has nothing to protect, and one for which there never was a journal begins one: both
    are attached to it.
    """
    life, newest, done = present_life(), entries.journal().newest_first(), dict[int, entries.Body]()
    for line in newest:
        if line.content.get("life", life) != life:
            return OTHER_DATABASE if Envelope.objects.exists() else attach()
        if line.content["kind"] == _ATTACHED:
            return ""
        if line.content.get("is_done"):
            done[line.content["settles"]] = line.content["outcome"]
        if line.position.number in done:
            return "" if _is_known(line, done[line.position.number]) else BEHIND
    return attach()


def attach() -> str:
    """From here on the journal is that of the present life of this database. Always gives the empty reason."""
    _, pending = entries.journal().append({"kind": _ATTACHED, "life": present_life()})
    pending.wait()
    return ""


def _is_known(intent: Line, outcome: entries.Body) -> bool:
    entry = entries.entry_of(intent, outcome)
    return entries.kind_of(entry.kind).done(entry.body) is not None
