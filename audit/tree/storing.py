"""The stored tree: leaves, whole subtrees and heads."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from audit.tree.growing import Level, peak_places
from audit.tree.ranges import Place, Range, hash_of, places

_NODES = """
SELECT 0, index, hash FROM audit_leaf WHERE index = ANY (%s)
UNION ALL
SELECT n.level, n.index, n.hash FROM unnest(%s::int[], %s::bigint[]) AS wanted (level, index)
JOIN audit_node n ON n.level = wanted.level AND n.index = wanted.index"""


def size(cursor: Any) -> int:
    """How many leaves the tree has."""
    cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM audit_leaf")
    found: int = cursor.fetchone()[0]
    return found


def nodes(cursor: Any, wanted: Iterable[Place]) -> dict[Place, bytes]:
    """Stored nodes by level and index; level 0 are the leaves."""
    asked = list(wanted)
    interior = [place for place in asked if place[0]]
    cursor.execute(
        _NODES,
        [[index for level, index in asked if level == 0], [p[0] for p in interior], [p[1] for p in interior]],
    )
    return {(level, index): bytes(found) for level, index, found in cursor.fetchall()}


def peaks(cursor: Any, leaves: int) -> list[bytes]:
    """The peaks of the tree at that size. Raises KeyError where a node is missing."""
    asked = peak_places(leaves)
    stored = nodes(cursor, asked)
    return [stored[place] for place in asked]


def path(parts: Sequence[Range]) -> list[bytes]:
    """The hashes of a proof's subtrees, read in one query. Raises KeyError where a node is missing."""
    with connection.cursor() as cursor:
        stored = nodes(cursor, [place for part in parts for place in places(part)])
    return [hash_of(part, stored) for part in parts]


def add(cursor: Any, *, first: int, events: Sequence[int], leaves: Sequence[bytes], interior: Sequence[Level]) -> None:
    """Write new leaves from index ``first`` on, and the nodes that became whole."""
    with cursor.copy("COPY audit_leaf (index, event_id, hash) FROM STDIN (FORMAT binary)") as target:
        target.set_types(["int8", "int8", "bytea"])
        for place, (event, leaf) in enumerate(zip(events, leaves, strict=True), start=first):
            target.write_row((place, event, leaf))
    with cursor.copy("COPY audit_node (level, index, hash) FROM STDIN (FORMAT binary)") as target:
        target.set_types(["int2", "int8", "bytea"])
        for level, start, hashes in interior:
            for place, node in enumerate(hashes, start=start):
                target.write_row((level, place, node))
