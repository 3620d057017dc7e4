"""The sealer: gives each committed event the next leaf and signs the head of the tree that has grown.

Events are taken when their transaction has become visible, not in the order of their numbers: one that commits late
gets a later leaf, and nothing is skipped. One sealer at a time; it works as the role ``sealer``, which can add to the
tree and change nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, connections, transaction

from audit import filing
from audit.tree import checkpoints, growing, leaves, signing, storing
from audit.tree.events import SELECTED, recorded
from audit.uncollected import uncollected

BATCH = 10_000
_LOCK = 5153
_NOTHING = "1:1:"
"""The snapshot of a head after which it cannot be told what is sealed; everything is looked at again."""
_LAST = "SELECT sealed_until::text FROM audit_head ORDER BY size DESC LIMIT 1"
# After a restore into another cluster the numbers of transactions begin anew: then everything is looked at.
_NOW = "SELECT pg_current_snapshot()::text, pg_snapshot_xmax(pg_current_snapshot()) > pg_snapshot_xmin(%s::pg_snapshot)"
_VISIBLE = "pg_visible_in_snapshot(e.xid::text::xid8, %s::pg_snapshot)"
_UNSEALED = f"""{SELECTED}
WHERE {{since}} e.id > %s AND NOT EXISTS (SELECT FROM audit_leaf known WHERE known.event_id = e.id)
ORDER BY e.id LIMIT %s"""
_SINCE = f"{_VISIBLE} AND e.xid >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint AND NOT {_VISIBLE} AND"
_WAITING = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.at)), 0) FROM audit_event e
WHERE e.id > coalesce((SELECT max(event_id) FROM audit_leaf), 0)"""
_NEWEST = "SELECT note FROM audit_head ORDER BY size DESC LIMIT 1"
_SIGNED = "INSERT INTO audit_head (size, root, note, signed_at, sealed_until) VALUES (%s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Pass:
    """From the first of some turns to the last: what it began with, and the highest number that it has taken.

    All that the snapshot ``now`` shows is taken in the order of numbers, so each turn goes on behind the one before and
    a heap of any length is read once. What commits meanwhile is for the next pass, whatever its number.
    """

    last: str
    now: str
    after: int = 0
    events: int = 0
    is_complete: bool = False


def seal(*, at: datetime, progress: Callable[[int], None] = lambda _: None) -> int:
    """Seal everything that is committed. Returns how many events it were; none if another sealer is at work."""
    filing.bring_up_to_date()
    done: Pass | None = None
    while turn := _turn(at, done):
        done = turn
        progress(done.events)
        if done.is_complete:
            break
    return done.events if done else 0


def longest_wait() -> float:
    """For how many seconds the oldest event behind the newest sealed one has waited; 0 where none waits."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return float(cursor.fetchone()[0])


def _turn(at: datetime, before: Pass | None) -> Pass | None:
    """Seal a batch in one transaction: leaves, nodes and the signed head stand or fall together."""
    with transaction.atomic(using="sealer"), connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        here = before or Pass(*_snapshots(cursor))
        # Without a snapshot to compare with, transaction numbers say nothing: they may be another cluster's.
        since, bounds = (_SINCE, [here.now, here.last, here.last]) if here.last else ("", [])
        cursor.execute(_UNSEALED.format(since=since), [*bounds, here.after, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return None
        is_complete = len(rows) < BATCH
        # Until all that this snapshot shows is sealed, another pass looks from where this one did.
        with uncollected():
            _append(cursor, rows, at, sealed_until=here.now if is_complete else here.last or _NOTHING)
    return replace(here, after=rows[-1][0], events=here.events + len(rows), is_complete=is_complete)


def _snapshots(cursor: Any) -> tuple[str, str]:
    """Up to which snapshot everything is sealed (empty if nothing is, or it cannot be told), and the one of now."""
    cursor.execute(_LAST)
    last = (cursor.fetchone() or (_NOTHING,))[0]
    cursor.execute(_NOW, [last])
    now, is_comparable = cursor.fetchone()
    return (last if is_comparable and last != _NOTHING else ""), now


def _append(cursor: Any, rows: list[Any], at: datetime, *, sealed_until: str) -> None:
    before = storing.size(cursor)
    peaks = storing.peaks(cursor, before)
    events = recorded(cursor, rows)
    hashes = [leaves.leaf_hash(event) for event in events]
    interior = growing.grow(before, peaks, hashes)
    storing.add(
        connections["sealer"].connection.cursor(),
        first=before,
        events=[event.event_id for event in events],
        leaves=hashes,
        interior=interior,
    )
    size = before + len(hashes)
    head = checkpoints.TreeHead(signing.origin(), size, growing.root(peaks), at, _link(cursor))
    cursor.execute(_SIGNED, [size, head.root, checkpoints.sign(head, signing.signers()), at, sealed_until])


def _link(cursor: Any) -> str:
    """The hash of the newest head, which the next one names."""
    cursor.execute(_NEWEST)
    newest = cursor.fetchone()
    return checkpoints.read(newest[0]).link if newest else ""
