"""Verifying that each event is what its leaf says, and that no leaf has lost its event."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from audit import bases
from audit.tree import expiring, signing, verifying_times
from audit.tree.events import SELECTED, recorded
from audit.tree.findings import Finding
from audit.tree.leaves import Recorded, leaf_hash, said_of_basis
from audit.uncollected import uncollected

CHUNK = 10_000
LONGEST_WAIT = timedelta(minutes=10)
PART = 50_000
_EVENTS = f"{SELECTED} WHERE e.id >= %s AND e.id < %s ORDER BY e.id"
_LEAVES = "SELECT event_id, index, hash FROM audit_leaf WHERE event_id >= %s AND event_id < %s"
_BOUNDS = """
SELECT least((SELECT min(id) FROM audit_event), (SELECT min(event_id) FROM audit_leaf)),
       greatest((SELECT max(id) FROM audit_event), (SELECT max(event_id) FROM audit_leaf))"""
# Events without a leaf that are younger than every leaf before it are looked at too: they have higher numbers.
_FIRST_SINCE = "SELECT min(event_id) FROM audit_leaf WHERE index >= %s"
# What had become visible when the newest head was signed, and has no leaf, was put in behind the sealer's back.
_BEHIND = """
SELECT e.id FROM audit_event e, (SELECT sealed_until FROM audit_head ORDER BY size DESC LIMIT 1) head
WHERE e.id = ANY (%s) AND pg_visible_in_snapshot(e.xid::text::xid8, head.sealed_until)"""


def parts(since: int = 0) -> list[tuple[int, int]]:
    """The numbers of all events in parts of equal length: from, and before which.

    With ``since`` without those that have a leaf before it only.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS)
        first, last = cursor.fetchone()
        if since and first is not None:
            cursor.execute(_FIRST_SINCE, [since])
            (first,) = cursor.fetchone()
    if first is None:
        return []
    grid = range(first // PART * PART, last + 1, PART)
    return [(max(start, first), min(start + PART, last + 1)) for start in grid]


def verify(start: int, end: int) -> tuple[int, int, list[Finding]]:
    """Check the events with these numbers. Returns how many there are, how many wait to be sealed, what is wrong."""
    events = waiting = 0
    findings: list[Finding] = []
    with connection.cursor() as cursor:
        expired = expiring.known(cursor, signing.known(), (start, end))
        for first in range(start, end, CHUNK):
            with uncollected():
                found, unsealed, wrong = _verify_chunk(cursor, first, min(first + CHUNK, end), expired)
            events, waiting = events + found, waiting + unsealed
            findings += wrong
    return events, waiting, findings


def _verify_chunk(cursor: Any, first: int, end: int, expired: expiring.Known) -> tuple[int, int, list[Finding]]:
    cursor.execute(_EVENTS, [first, end])
    rows = cursor.fetchall()
    events = recorded(cursor, rows)
    cursor.execute(_LEAVES, [first, end])
    leaves = {event: (index, bytes(found)) for event, index, found in cursor.fetchall()}
    wrong = [*verifying_times.back_dated(cursor, rows, {event: index for event, (index, _) in leaves.items()})]
    without = []
    for event in events:
        leaf = leaves.pop(event.event_id, None)
        if not is_basis_said(event):
            wrong.append(Finding("basis_unsaid", f"Event {event.event_id}", "does not say its legal basis as it must."))
        if leaf is None:
            without.append(event)
        elif leaf[1] != leaf_hash(event):
            wrong.append(
                Finding("event_changed", f"Event {event.event_id}", f"is not what was sealed as leaf {leaf[0]}.")
            )
    at_its_end = expired.among(cursor, list(leaves))
    wrong += [
        Finding("event_gone", f"Event {event}", f"was sealed as leaf {index} and is gone.")
        for event, (index, _) in sorted(leaves.items())
        if event not in at_its_end
    ]
    inserted = _behind(cursor, [event.event_id for event in without])
    wrong += [
        Finding("event_inserted", f"Event {event}", "was put into the trail behind the sealer's back.")
        for event in inserted
    ]
    waiting = [event for event in without if event.event_id not in set(inserted)]
    return len(events), len(waiting), [*wrong, *_late(waiting)]


def is_basis_said(event: Recorded) -> bool:
    """Whether an event, and each of its lines that speaks for it, has the basis that it must have (GDPR art. 6(1)).

    Those from before it was written down have it on their lines alone, and are as they were sealed.
    """
    said = said_of_basis(event.header)
    if said is None:
        return True
    told = [line for line in event.lines if "\n\n" not in line or line.endswith("refused")]
    is_attributed = said.actor_kind != "unattributed"
    return bases.is_said(name=said.name, basis=said.basis, is_attributed=is_attributed, lines=len(told)) and (
        said.basis != bases.LINES or len(told) == len(event.lines)
    )


def _late(waiting: Sequence[Recorded]) -> Iterator[Finding]:
    """What has waited for longer than the sealer takes: it stands still, or the event says a time that is long past."""
    limit = timezone.now() - LONGEST_WAIT
    late = [event.event_id for event in waiting if datetime.fromisoformat(event.values["at"]) < limit]
    if late:
        where = f"Event {late[0]}" if len(late) == 1 else f"{len(late)} events from {late[0]} to {late[-1]}"
        yield Finding("not_sealed", where, f"not sealed {LONGEST_WAIT.seconds // 60} minutes after the time it says.")


def _behind(cursor: Any, without_leaf: Sequence[int]) -> list[int]:
    if not without_leaf:
        return []
    cursor.execute(_BEHIND, [list(without_leaf)])
    return sorted(event for (event,) in cursor.fetchall())
