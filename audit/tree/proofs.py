"""Proofs from the stored tree: that an event stands in a signed tree, and that a tree begins with an earlier one."""

from typing import NamedTuple

from django.db import connection

from audit.models import Head
from audit.tree import ranges, storing


class NotSealed(LookupError):
    """The event has no leaf yet, or none in so small a tree; it will have one in a moment."""


class Inclusion(NamedTuple):
    """Where an event stands in the tree of a head, and the hashes that lead to its root."""

    leaf: int
    size: int
    path: list[bytes]


def leaf_of(event_id: int) -> int:
    """Which leaf an event became. Raises NotSealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT index FROM audit_leaf WHERE event_id = %s", [event_id])
        row = cursor.fetchone()
    if row is None:
        raise NotSealed(f"Event {event_id} is not sealed yet.")
    index: int = row[0]
    return index


def newest_head() -> Head:
    """The newest signed head. Raises NotSealed where there is none."""
    head: Head | None = Head.objects.order_by("size").last()
    if head is None:
        raise NotSealed("Nothing has been sealed yet.")
    return head


def inclusion(event_id: int, *, size: int) -> Inclusion:
    """The proof that an event stands in the tree of that size (RFC 9162, 2.1.3). Raises NotSealed."""
    leaf = leaf_of(event_id)
    if leaf >= size:
        raise NotSealed(f"Event {event_id} is not in the tree of {size} events.")
    return Inclusion(leaf, size, storing.path(ranges.inclusion(leaf, size)))


def consistency(earlier: int, *, size: int) -> list[bytes]:
    """The proof that the tree of that size begins with the earlier one (RFC 9162, 2.1.4). Raises IndexError."""
    return storing.path(ranges.consistency(earlier, size))
