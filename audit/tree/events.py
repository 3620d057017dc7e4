"""Events as the tree hashes them, read from the trail in the order of their numbers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from audit.tree.leaves import Recorded, line_text

# The spelling of each value, once and for all: whoever checks an export has nothing else.
HEADER = """
    e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.name::text, e.actor_kind::text,
    e.purpose::text, e.channel::text, coalesce(e.request_id::text, ''), e.reference::text, e.reason::text,
    e.recipient::text, array_to_string(e.fields, ','), coalesce(e.count::text, '')"""
_LINES = """
SELECT l.event_id, coalesce(l.subject::text, ''), l.envelope_id::text, l.record_class::text, l.legal_basis::text,
       l.outcome::text
FROM audit_line l
WHERE l.event_id BETWEEN %s AND %s AND l.at BETWEEN %s AND %s"""
# The condition on numbers alone would read every month.
SELECTED = f"SELECT {HEADER}, e.salt, coalesce(e.actor_id::text, ''), e.at FROM audit_event e"


def recorded(cursor: Any, rows: Sequence[Sequence[Any]]) -> list[Recorded]:
    """The events of some rows of ``SELECTED``, with their lines."""
    if not rows:
        return []
    numbers, times = [int(row[0]) for row in rows], [row[-1] for row in rows]
    cursor.execute(_LINES, [min(numbers), max(numbers), min(times), max(times)])
    lines = _by_event(cursor.fetchall())
    return [
        Recorded(row[:12], bytes(row[12]), row[13], lines.get(number, ()))
        for number, row in zip(numbers, rows, strict=True)
    ]


def _by_event(rows: Iterable[Sequence[Any]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for event_id, *values in rows:
        found[event_id].append(line_text(values))
    for lines in found.values():
        lines.sort()
    return found
