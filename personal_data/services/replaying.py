"""Replaying the erasure journal after a restore: what was erased is erased again, what was held is held again.

In the order in which it happened: a hold that was released before an erasure does not stand in its way.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction

from personal_data import erasing
from personal_data.journal import entries
from personal_data.journal.entries import Body, Entry
from personal_data.models import DataSubject, DecisionGround, Envelope, EnvelopeBlock
from personal_data.services import blocks, erasure_decisions

_PLACE = """
INSERT INTO personal_data_envelopeblock
    (id, kind, envelope_id, subject_id, allowed, reason_code, placed_at, placed_by, review_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING"""


@dataclass(slots=True)
class Replayed:
    """What a replay did, by kind of entry, and what it could not do: for each reason, how many."""

    entries: int = 0
    done: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Replayed") -> None:
        """Count what another part of the replay did."""
        self.done.update(other.done)
        self.left.update(other.left)


@dataclass(frozen=True, slots=True)
class Act:
    """One entry that is replayed, in whose name and when."""

    entry: Entry
    by: UUID
    at: datetime
    act_of: "Callable[[UUID], UUID | None]"
    """The act of erasure under which a controller's envelopes go, so that it can be checked and certified."""


Replayer = Callable[[Act], Replayed]
_replayers: dict[str, Replayer] = {}


def register(kind: str, replayer: Replayer) -> None:
    """Say how entries of a kind are replayed; each package does it for its own."""
    _replayers[kind] = replayer


def replay(
    *, after: int, by: UUID, at: datetime, act_of: Callable[[UUID], UUID | None] = lambda _controller: None
) -> Replayed:
    """Replay every entry that was settled after a place in the journal, or never.

    Each in a transaction of its own; a second replay changes nothing. An intent that nobody settled is asked for once
    more and judged by the gate as it was then. Raises Broken when the journal does not hold.
    """
    replayed = Replayed()
    waiting = entries.read(after)
    replayed.entries = len(waiting)
    while waiting:
        left: list[tuple[Entry, Replayed]] = []
        for entry in waiting:
            result = _replayers[entry.kind](Act(entry, by, at, act_of))
            replayed.done.update(result.done)
            if result.left:
                left.append((entry, result))
            elif entry.outcome is None:
                entries.settle(entry.number, entry.kind, entries.kind_of(entry.kind).done(entry.body))
        if len(left) == len(waiting):
            for _, result in left:
                replayed.left.update(result.left)
            break
        waiting = [entry for entry, _ in left]  # what they waited for has gone now
    return replayed


def _erase(act: Act) -> Replayed:
    body, result = act.entry.body, Replayed()
    kept = set((act.entry.outcome or {}).get("kept", ()))
    named = [each for each in body["envelopes"] if each not in kept]
    living = list(Envelope.objects.filter(id__in=named).order_by("id").values_list("id", flat=True))
    if act.entry.outcome is None:
        outcomes = erasing.erase(living, ground=body["ground"])
    else:
        outcomes = _erase_again(living, body["ground"], act)
        result.left.update(f"erasure.{outcome.reason}" for outcome in outcomes if not outcome.erased)
    result.done[erasing.ENTRY] = sum(outcome.erased for outcome in outcomes)
    return result


@transaction.atomic
def _erase_again(living: list[UUID], ground: str, act: Act) -> list[erasing.ErasureOutcome]:
    """Through the gate, on a decision of its own ground: it was erased, so it goes, whatever the clock says now.

    What an import made by mistake goes as such, since its claims may come again.
    """
    again = DecisionGround.ROLL_BACK if ground == DecisionGround.ROLL_BACK else DecisionGround.RESTORE
    yesterday: date = (act.at - timedelta(days=1)).date()
    erasure_decisions.decide(
        envelopes=living,
        reference=f"J-{act.entry.number}",
        effective_on=yesterday,
        decided_by=act.by,
        decided_at=act.at,
        ground=again,
    )
    outcomes = []
    for controller, rows in groupby(Envelope.objects.filter(id__in=living).order_by("controller_id"), _controller):
        outcomes += erasing.erase([row.id for row in rows], ground=again.value, run=act.act_of(controller))
    return outcomes


def _controller(envelope: Envelope) -> UUID:
    controller_id: UUID = envelope.controller_id
    return controller_id


@transaction.atomic
def _place(act: Act) -> Replayed:
    result = Replayed()
    for block in act.entry.body["blocks"]:
        if _has_scope(block) and not EnvelopeBlock.objects.filter(id=block["id"]).exists():
            _place_one(block, act)
            result.done[blocks.PLACED] += 1
    return result


def _place_one(block: Body, act: Act) -> None:
    named = {"blocks": [block], "on": act.entry.body["on"]}
    intent = entries.intend(blocks.PLACED, named)
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACE,
            [block["id"], block["kind"], block["envelope"], block["subject"], block["allowed"], block["reason_code"],
             act.entry.at, block["placed_by"], block["review_on"]],
        )  # fmt: skip
    intent.settle({})


def _has_scope(block: Body) -> bool:
    """Whether what was blocked is in the back-up at all."""
    if block["envelope"]:
        return Envelope.objects.filter(id=block["envelope"]).exists()
    return DataSubject.objects.filter(id=block["subject"]).exists()


def _lift(act: Act) -> Replayed:
    result = Replayed()
    standing = EnvelopeBlock.objects.filter(id=act.entry.body["block"], lifted_at=None).first()
    if standing is not None and act.entry.outcome is not None:
        blocks.lift(standing)
        result.done[blocks.LIFTED] += 1
    return result


register(erasing.ENTRY, _erase)
register(blocks.PLACED, _place)
register(blocks.LIFTED, _lift)
