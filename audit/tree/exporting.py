"""Exports with proofs: what an outsider needs to check a part of the trail without us."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from audit import events, trail
from audit.models import Head, Restart
from audit.tree import checkpoints, leaves, proofs
from audit.tree.events import SELECTED, recorded
from audit.tree.leaves import Recorded

FORMAT = "sigill.audit-export.1"
_CHUNK = 2_000
_ONE = f"{SELECTED} WHERE e.id = %s"
_BETWEEN = f"{SELECTED} WHERE e.at >= %s AND e.at < %s AND e.id > %s ORDER BY e.id LIMIT %s"


def export(*, start: datetime, end: datetime, earlier: str = "") -> Iterator[str]:
    """Lines of JSON: first the newest head, with the proof that it continues ``earlier`` (a head of that size, given by
    its note); then each sealed event of the time with its proof. Raises NotSealed, and IndexError for a head from
    elsewhere.
    """
    head = proofs.newest_head()
    trail.record_apart(events.TRAIL_EXPORTED)
    yield json.dumps(heading(head, earlier))
    last = 0
    while found := _after(start, end, last):
        last = found[-1].event_id
        for event in found:
            try:
                yield json.dumps(_proved(event, head.size))
            except proofs.NotSealed:
                continue  # younger than the head: the next export has it


def heading(head: Head, earlier: str = "") -> dict[str, Any]:
    """The beginning of an export: a head, which lives the tree had, and that the head continues an earlier one.

    Raises IndexError for an earlier head from elsewhere.
    """
    first: dict[str, Any] = {"format": FORMAT, "head": head.note}
    if lives := list(Restart.objects.order_by("at").values_list("note", flat=True)):
        first["restarts"] = lives
    if earlier:
        size = checkpoints.read(earlier).size
        first |= {"earlier": earlier, "consistency": [each.hex() for each in proofs.consistency(size, size=head.size)]}
    return first


def one(event_id: int) -> Recorded:
    """One event as it is hashed. Raises NotSealed where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [event_id])
        found = recorded(cursor, cursor.fetchall())
    if not found:
        raise proofs.NotSealed(f"There is no event {event_id}, or no more.")
    return found[0]


def proof_of(event: Recorded, places: Sequence[int], *, size: int) -> dict[str, Any]:
    """One event with the proof that it stands in the tree of that size, showing only the lines at some places.

    Place 0 is the actor. Of all others there are commitments only. Raises NotSealed.
    """
    proof = proofs.inclusion(event.event_id, size=size)
    contents = (event.actor, *event.lines)
    return {
        "header": event.values,
        "commitments": leaves.commitments(event),
        "shown": [
            {"place": place, "salt": leaves.salt_of(event.salt, place).hex(), "content": contents[place].split("\n")}
            for place in places
        ],
        "leaf": proof.leaf,
        "path": [each.hex() for each in proof.path],
    }


def _proved(event: Recorded, size: int) -> dict[str, Any]:
    return proof_of(event, range(len(event.lines) + 1), size=size)


def _after(start: datetime, end: datetime, last: int) -> list[Recorded]:
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN, [start, end, last, _CHUNK])
        return recorded(cursor, cursor.fetchall())
