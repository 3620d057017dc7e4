"""The check of a night: does the database still stand as the migrations made it, and is the reference the same?"""

from dataclasses import dataclass

from audit import events, trail
from audit.models import Event
from audit.standing import facts, reference
from audit.standing.comparing import Difference, compare


@dataclass(frozen=True, slots=True)
class Standing:
    """What differs, and whether a migration has written the reference anew since the check before."""

    differences: list[Difference]
    is_written_anew: bool = False


def differences() -> list[Difference]:
    """What differs now from what the migrations made."""
    known = reference.newest()
    if known is None:
        return [Difference("reference", "", "of this database", "was never written: run migrate")]
    found = compare(known.made, facts.read())
    if not known.is_genuine:
        found.insert(0, Difference("reference", "", known.digest, "is not what migrate wrote down"))
    return found


def check() -> Standing:
    """Compare, and record what was found. Each reference stands in the sealed trail by its digest, so that one which
    was put there without a migration can be told from those that were expected."""
    found = differences()
    if found:
        code = found[0].kind.replace(" ", "_")
        trail.record_apart(events.INSTALLATION_CHANGED, reason=code, count=len(found))
    known = reference.newest()
    if known is None:
        return Standing(found)
    name = f"SQL-{known.digest}"
    last = Event.objects.filter(name=events.REFERENCE_WRITTEN.name).order_by("-id").first()
    if last is None or last.reference != name:
        trail.record_apart(events.REFERENCE_WRITTEN, reference=name)
    return Standing(found, is_written_anew=last is not None and last.reference != name)
