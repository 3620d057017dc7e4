"""Events as the tree hashes them, read from the trail in the order of their numbers."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from audit.tree.leaves import FORMAT, FORMAT_WITH_BASIS, Recorded

# The spelling of each value, once and for all: whoever checks an export has nothing else. One text for each header and
# each line, put together by the database: a million events are read so in half the time.
_HEADER = f"""
    concat_ws(E'\\n', CASE WHEN e.legal_basis IS NULL THEN '{FORMAT}' ELSE '{FORMAT_WITH_BASIS}' END,
    e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    e.name::text, e.actor_kind::text, e.purpose::text, e.channel::text, coalesce(e.request_id::text, ''),
    e.reference::text, e.reason::text, e.recipient::text, array_to_string(e.fields, ','),
    coalesce(e.count::text, ''), e.legal_basis::text)"""
_LINES = """
SELECT l.event_id, concat_ws(E'\\n', coalesce(l.subject::text, ''), l.envelope_id::text, l.record_class::text,
                             l.legal_basis::text, l.outcome::text)
FROM audit_line l
WHERE l.event_id BETWEEN %s AND %s AND l.at >= to_timestamp(%s) AND l.at < to_timestamp(%s)"""
SECOND, TRANSACTION = 4, 5
_COLUMNS = f"""
    e.id, {_HEADER}, e.salt, coalesce(e.actor_id::text, ''), floor(extract(epoch FROM e.at))::bigint, e.xid"""
# The condition on numbers alone would read every month.
SELECTED = f"SELECT {_COLUMNS} FROM audit_event e"
# The same, and what an event says by which its legal basis is judged (audit/bases.py), if it says one.
_SAID = "coalesce(e.name::text, '') || E'\\n' || coalesce(e.actor_kind::text, '') || E'\\n' || e.legal_basis::text"
SELECTED_WITH_BASIS = f"SELECT {_COLUMNS}, CASE WHEN e.legal_basis IS NOT NULL THEN {_SAID} END FROM audit_event e"


def recorded(cursor: Any, rows: Sequence[Sequence[Any]]) -> list[Recorded]:
    """The events of some rows of ``SELECTED``, with their lines."""
    if not rows:
        return []
    lines = lines_of(cursor, rows)
    return [
        Recorded(number, header, salt, actor, lines.get(number, ()))
        for number, header, salt, actor, _second, _transaction in rows
    ]


def lines_of(cursor: Any, rows: Sequence[Sequence[Any]]) -> dict[int, list[str]]:
    """The lines of some events, in sorted order; the rows of the events begin as those of ``SELECTED`` do."""
    numbers, seconds = [row[0] for row in rows], [row[SECOND] for row in rows]
    cursor.execute(_LINES, [min(numbers), max(numbers), min(seconds), max(seconds) + 1])
    found: dict[int, list[str]] = defaultdict(list)
    for event_id, line in cursor.fetchall():
        found[event_id].append(line)
    for lines in found.values():
        if len(lines) > 1:
            lines.sort()
    return found
