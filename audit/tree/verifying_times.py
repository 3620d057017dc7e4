"""Verifying that nothing was written into the past: an event says a time and carries the number of its transaction,
and a head says when it was signed and which transactions had begun by then.

Without this an event that is put in with an old time and a new number would be sealed like any other.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from audit.tree.events import SECOND, TRANSACTION
from audit.tree.findings import Finding

ALLOWED = timedelta(hours=1)
"""Clocks of two machines differ, and what a single change records is filed when its transaction has ended (ADR 40)."""
_EARLIER = 200
# From somewhat before the first leaf on: a transaction may have begun before the newest head and written after it.
_HEADS = f"""
SELECT size, xmax, signed FROM (
    SELECT size, pg_snapshot_xmax(sealed_until)::text::bigint AS xmax, extract(epoch FROM signed_at)::float8 AS signed,
           sealed_until::text AS until, lag(sealed_until::text) OVER (ORDER BY size) AS before
    FROM ((SELECT * FROM audit_head WHERE size <= %s ORDER BY size DESC LIMIT {_EARLIER})
          UNION ALL (SELECT * FROM audit_head WHERE size > %s AND size <= %s)) AS near) AS each
WHERE until IS DISTINCT FROM before AND until <> '1:1:'
  AND (before IS NOT NULL OR NOT EXISTS (SELECT FROM audit_head WHERE audit_head.size < each.size)) ORDER BY size"""


class _Head(NamedTuple):
    size: int
    begun: int
    """Every transaction with a lower number had begun when it was signed."""
    signed: float


def back_dated(
    cursor: Any, rows: Sequence[Sequence[Any]], leaves: Mapping[int, tuple[int, int, bytes]]
) -> Iterator[Finding]:
    """Name each sealed event whose transaction began after a head was signed, and that says a time long before it.

    ``rows`` are those of ``SELECTED``; ``leaves`` has the leaf of each event that is sealed. A head of a batch, that
    more was waiting behind, says nothing of what had begun: it is passed over.
    """
    if not leaves:
        return
    places = [place for _event, place, _hash in leaves.values()]
    first, last = min(places), max(places)
    cursor.execute(_HEADS, [first, first, last])
    heads = [_Head(*row) for row in cursor.fetchall()]
    if not heads:
        return
    sizes, allowed = [head.size for head in heads], ALLOWED.total_seconds()
    newest = heads[-1].signed - allowed
    for row in rows:
        event, second, transaction = row[0], row[SECOND], row[TRANSACTION]
        if second >= newest or event not in leaves:
            continue
        place = bisect_right(sizes, leaves[event][1]) - 1
        while place >= 0 and heads[place].begun > transaction:
            place -= 1
        if place >= 0 and second < heads[place].signed - allowed:
            yield Finding(
                "event_back_dated",
                f"Event {event}",
                f"says a time long before the head of {heads[place].size} events, after which it was written.",
            )
