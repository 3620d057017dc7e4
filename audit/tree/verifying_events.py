"""Verifying that each event is what its leaf says, and that no leaf has lost its event."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from audit import bases
from audit.tree import expiring, signing, verifying_times
from audit.tree.events import SECOND, SELECTED_WITH_BASIS, lines_of
from audit.tree.findings import Finding
from audit.tree.leaves import HEADER_FIELDS, leaf_hash_of
from audit.uncollected import uncollected

Leaf = tuple[int, int, bytes]
"""The event's number, the place in the tree, the hash."""
Judged = Callable[[Sequence[str]], bool]

CHUNK = 10_000
LONGEST_WAIT = timedelta(minutes=10)
PART = 50_000
_FIELDS, _FIELDS_WITH_BASIS = len(HEADER_FIELDS), len(HEADER_FIELDS) + 1
_EVENTS = f"{SELECTED_WITH_BASIS} WHERE e.id >= %s AND e.id < %s ORDER BY e.id"
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
    cursor.execute(_LEAVES, [first, end])
    leaves = {leaf[0]: leaf for leaf in cursor.fetchall()}
    wrong = [*verifying_times.back_dated(cursor, rows, leaves), *_changed(cursor, rows, leaves)]
    held = Counter(row[0] for row in rows)
    wrong += [
        Finding("event_inserted", f"Event {event}", f"stands in the trail {count} times.")
        for event, count in held.items()
        if count > 1
    ]
    without_event = sorted(leaves.keys() - held.keys())
    at_its_end = expired.among(cursor, without_event)
    wrong += [
        Finding("event_gone", f"Event {event}", f"was sealed as leaf {leaves[event][1]} and is gone.")
        for event in without_event
        if event not in at_its_end
    ]
    without_leaf = held.keys() - leaves.keys()
    inserted = _behind(cursor, sorted(without_leaf))
    wrong += [
        Finding("event_inserted", f"Event {event}", "was put into the trail behind the sealer's back.")
        for event in inserted
    ]
    waiting = without_leaf.difference(inserted)
    return len(rows), len(waiting), [*wrong, *_late([row for row in rows if row[0] in waiting])]


def _changed(cursor: Any, rows: Sequence[Any], leaves: Mapping[int, Leaf]) -> Iterator[Finding]:
    """Name each event that is not what its leaf says, or does not say its basis as it must."""
    if not rows:
        return
    lines, judged = lines_of(cursor, rows), dict[str | None, Judged]()
    for event, header, salt, actor, _second, _transaction, said in rows:
        about = lines.get(event, ())
        if header.count("\n") != (_FIELDS if said is None else _FIELDS_WITH_BASIS):
            yield Finding("event_misspelt", f"Event {event}", "has a line break in a code, or lacks one.")
        judge = judged.get(said) or judged.setdefault(said, _basis_judge(said))
        if not judge(about):
            yield Finding("basis_unsaid", f"Event {event}", "does not say its legal basis as it must.")
        leaf = leaves.get(event)
        if leaf is not None and leaf[2] != leaf_hash_of(header, salt, actor, about):
            yield Finding("event_changed", f"Event {event}", f"is not what was sealed as leaf {leaf[1]}.")


def _basis_judge(said: str | None) -> Judged:
    """Whether an event that says this, and each of its lines that speaks for it, has the basis that it must have.

    Those from before it was written down have it on their lines alone, and are as they were sealed (GDPR art. 6(1)).
    There are few of what events say, and many events, so each is looked at once.
    """
    if said is None:
        return lambda _lines: True
    try:
        name, actor_kind, basis = said.split("\n")
    except ValueError:  # no code has a line break: somebody who can change types has been here
        return lambda _lines: False
    is_attributed = actor_kind != "unattributed"
    if not bases.is_said(name=name, basis=basis, is_attributed=is_attributed, lines=1):
        return lambda _lines: False
    if basis != bases.LINES:
        return lambda _lines: True
    return lambda lines: len(lines) > 0 and all(map(_is_told, lines))


def _is_told(line: str) -> bool:
    return "\n\n" not in line or line.endswith("refused")


def _late(waiting: Sequence[Any]) -> Iterator[Finding]:
    """What has waited for longer than the sealer takes: it stands still, or the event says a time that is long past."""
    limit = (timezone.now() - LONGEST_WAIT).timestamp()
    late = [row[0] for row in waiting if row[SECOND] < limit]
    if late:
        where = f"Event {late[0]}" if len(late) == 1 else f"{len(late)} events from {late[0]} to {late[-1]}"
        yield Finding("not_sealed", where, f"not sealed {LONGEST_WAIT.seconds // 60} minutes after the time it says.")


def _behind(cursor: Any, without_leaf: Sequence[int]) -> list[int]:
    if not without_leaf:
        return []
    cursor.execute(_BEHIND, [list(without_leaf)])
    return sorted(event for (event,) in cursor.fetchall())
