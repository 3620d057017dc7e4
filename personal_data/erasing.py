"""Erasing envelopes through the gate of the database, and what it answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from personal_data import access, files
from personal_data.journal import entries

ENTRY = "erasure"


@dataclass(frozen=True, slots=True)
class ErasureOutcome:
    """What the gate did with one envelope, and why."""

    envelope_id: UUID
    erased: bool
    reason: str


@transaction.atomic
def erase(ids: Sequence[UUID], *, ground: str = "due", run: UUID | None = None) -> list[ErasureOutcome]:
    """Erase through the gate what the gate allows. Refusals come back with their reason; the gate records them.

    The erasure journal knows of it before it is done, with one line for all of them.
    """
    if not ids:
        return []
    access.attribute()
    stored = files.of_envelopes(ids)
    named: dict[str, object] = {"ground": ground, "run": run.hex if run else None, "envelopes": entries.ids(ids)}
    intent = entries.intend(ENTRY, named)
    with connection.cursor() as cursor:
        cursor.execute("SELECT envelope_id, outcome FROM gate.erase(%s::uuid[], %s, %s)", [list(ids), ground, run])
        outcomes = [ErasureOutcome(row[0], row[1] == "erased", row[1]) for row in cursor.fetchall()]
    gone = {outcome.envelope_id for outcome in outcomes if outcome.erased}
    left = [outcome.envelope_id for outcome in outcomes if not outcome.erased]
    intent.settle({"kept": entries.ids(left)} if gone else None)
    files.remove_after_commit([file_id for envelope_id, file_id in stored if envelope_id in gone])
    return outcomes
