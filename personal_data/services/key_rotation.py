"""Rotating the key-encryption epochs: a new one every seven days, the old one destroyed 28 days later.

Works as the role ``keeper`` in batches that can be interrupted anywhere: what is already re-wrapped is skipped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import connections, transaction

from audit import trail
from personal_data import events, keys

_TABLES = {"keys.data_key": "envelope_id", "keys.index_key": "controller_id"}


@dataclass(frozen=True, slots=True)
class Rotation:
    """What one rotation did."""

    epoch: int
    is_new: bool
    rewrapped: int
    destroyed: tuple[int, ...]


def rotate(
    *, at: datetime, batch: int = 5_000, force: bool = False, progress: Callable[[int], None] = lambda _: None
) -> Rotation:
    """Begin an epoch when the current one is seven days old (or forced), re-wrap all living keys, destroy old epochs.

    An epoch is destroyed 28 days after it was replaced and only when no key is wrapped under it any more.
    """
    ring = keys.ring()
    current = ring.current()
    is_new = force or at - current.created_at >= keys.EPOCH_LENGTH
    if is_new:
        current = ring.advance(at=at)
    rewrapped = 0
    for table, owner in _TABLES.items():
        while done := _rewrap_batch(table, owner, current, batch):
            rewrapped += done
            progress(rewrapped)
    destroyed = _destroy_outlived(ring, current, at)
    if is_new or rewrapped:
        trail.record_apart(events.KEYS_ROTATED, count=rewrapped)
    for _ in destroyed:
        trail.record_apart(events.EPOCH_DESTROYED)
    return Rotation(current.number, is_new, rewrapped, tuple(destroyed))


def _rewrap_batch(table: str, owner: str, current: keys.Epoch, batch: int) -> int:
    """Re-wrap one batch; each new wrap is unwrapped and compared before it is committed."""
    ring = keys.ring()
    with transaction.atomic(using="keeper"), connections["keeper"].cursor() as cursor:
        cursor.execute(
            f"SELECT {owner}, generation, epoch, wrapped FROM {table} WHERE epoch < %s "
            "ORDER BY epoch LIMIT %s FOR UPDATE SKIP LOCKED",
            [current.number, batch],
        )
        ids: list[UUID] = []
        wraps: list[bytes] = []
        for owner_id, generation, epoch, wrapped in cursor.fetchall():
            key = keys.unwrap(ring.get(epoch), owner_id, generation, bytes(wrapped))
            fresh = keys.wrap(current, owner_id, generation, key)
            if keys.unwrap(current, owner_id, generation, fresh) != key:
                raise RuntimeError("A re-wrapped key does not unwrap to itself; nothing of this batch is kept.")
            ids.append(owner_id)
            wraps.append(fresh)
        cursor.execute(
            f"UPDATE {table} SET epoch = %s, wrapped = new.wrapped "
            f"FROM unnest(%s::uuid[], %s::bytea[]) AS new (id, wrapped) WHERE {table}.{owner} = new.id",
            [current.number, ids, wraps],
        )
    return len(ids)


def _destroy_outlived(ring: keys.KeyRing, current: keys.Epoch, at: datetime) -> list[int]:
    destroyed = []
    numbers = ring.numbers()
    for number, successor in pairwise(numbers):
        if at - ring.get(successor).created_at >= keys.EPOCH_GRACE and not _in_use(number):
            ring.destroy(number)
            destroyed.append(number)
    return destroyed


def _in_use(epoch: int) -> bool:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM keys.data_key WHERE epoch = %s)"
            " OR EXISTS (SELECT FROM keys.index_key WHERE epoch = %s)",
            [epoch, epoch],
        )
        return bool(cursor.fetchone()[0])
