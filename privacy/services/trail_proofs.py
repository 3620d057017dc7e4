"""Heads and proofs of the trail for auditors; that they were fetched is recorded first.

What is handed out has the form of an export, so ``python -m audit.verify`` checks it.
"""

import json
from typing import Any, NamedTuple

from audit import trail
from audit.models import Event, ExpiryCertificate, Head, Restart
from audit.tree import exporting, leaves, proofs, signing
from collections_app.record_classes import SECRET
from privacy import events
from privacy.selectors import audit_trail

PAGE = 100
_CLASS = leaves.LINE_FIELDS.index("record_class")


class NotThere(LookupError):
    """No such head, or no such event within reach."""


class Heads(NamedTuple):
    """The public keys, a page of heads, newest first, and all other notes that were signed with the same keys.

    ``next`` is the cursor of the page after it.
    """

    keys: list[str]
    restarts: list[str]
    expiries: list[str]
    heads: list[Head]
    next: int | None


def heads(*, before: int | None = None) -> Heads:
    """A page of signed heads."""
    trail.record_apart(events.TRAIL_PROVED, fields=["heads"])
    wanted = Head.objects.order_by("-size")
    found = list((wanted.filter(size__lt=before) if before else wanted)[: PAGE + 1])
    restarts = list(Restart.objects.order_by("at").values_list("note", flat=True))
    expiries = list(ExpiryCertificate.objects.order_by("month", "expiry").values_list("note", flat=True))
    after = found[PAGE - 1].size if len(found) > PAGE else None
    return Heads(signing.published(), restarts, expiries, found[:PAGE], after)


def of_event(*, event_id: int, size: int | None = None) -> str:
    """That an event stands in the tree of a head (of the newest, without ``size``), as a file of two lines.

    It shows the actor and the lines that the auditor may read; of reports that must stay secret there are commitments
    only. Raises NotThere, and NotSealed in the first moments of an event.
    """
    try:
        audit_trail.one_event(event_id)
    except Event.DoesNotExist:
        raise NotThere from None
    head = _head(size)
    trail.record_apart(events.TRAIL_PROVED, fields=["event"], count=1)
    event = exporting.one(event_id)
    shown = [place for place, line in enumerate(event.lines, start=1) if line.split("\n")[_CLASS] not in SECRET]
    return _file(exporting.heading(head), exporting.proof_of(event, [0, *shown], size=head.size))


def of_growth(*, earlier: int, size: int | None = None) -> str:
    """That the tree of a head (of the newest, without ``size``) begins with that of an earlier one. Raises NotThere."""
    head = _head(size)
    if earlier > head.size:
        raise NotThere
    trail.record_apart(events.TRAIL_PROVED, fields=["heads"], count=2)
    return _file(exporting.heading(head, _head(earlier).note))


def _head(size: int | None) -> Head:
    if size is None:
        return proofs.newest_head()
    try:
        return Head.objects.get(size=size)
    except Head.DoesNotExist:
        raise NotThere from None


def _file(*lines: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(line)}\n" for line in lines)
