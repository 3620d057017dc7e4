"""What must be known to open one envelope: fetched with the rows, in the same query."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models

from audit.lines import PersonLine
from personal_data import keys, record_classes
from personal_data.access import HeldKey
from personal_data.models import Envelope
from personal_data.purposes import Purpose, legal_basis

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Opening:
    """One envelope's wrapped key, class, basis, persons and the blocks on opening it."""

    envelope_id: UUID
    generation: int
    epoch: int
    wrapped: bytes
    record_class: str
    collection_basis: str
    subjects: tuple[UUID | None, ...]
    blocks: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def parse(cls, envelope_id: UUID, value: Any) -> "Opening":
        """Read the array that the database function ``personal_data_opening`` makes."""
        generation, epoch, wrapped, record_class, basis, subjects, blocks = value
        return cls(
            envelope_id,
            generation,
            epoch,
            bytes.fromhex(wrapped),
            record_class,
            basis,
            tuple(UUID(subject) for subject in subjects or ()) or (None,),
            tuple((kind, tuple(allowed)) for kind, allowed in blocks or ()),
        )

    def refusal(self, purpose: Purpose) -> str:
        """Why this purpose may not open it, as a code; empty when it may (GDPR art. 18, 21, 29)."""
        permitted = record_classes.get(self.record_class).purposes
        if permitted is not None and purpose not in permitted:
            return "purpose_locked"
        return next((kind for kind, allowed in self.blocks if purpose.value not in allowed), "")

    def held_key(self, epochs: dict[int, keys.Epoch], *, readable: bool) -> HeldKey:
        """Unwrap the key. Raises EpochGone when its epoch has been destroyed or its wrap is not its own.

        ``epochs`` remembers the epochs of one page, so that each is asked of the ring once.
        """
        if self.epoch not in epochs:
            epochs[self.epoch] = keys.ring().get(self.epoch)
        try:
            key = keys.unwrap(epochs[self.epoch], self.envelope_id, self.generation, self.wrapped)
        except InvalidTag:
            raise keys.EpochGone("The wrapped key does not belong to this envelope or epoch.") from None
        return HeldKey(self.generation, AESGCM(key), readable)

    def lines(self, purpose: Purpose, outcome: str) -> list[PersonLine]:
        """One audit line for each person of the envelope."""
        basis = legal_basis(purpose, self.collection_basis)
        return [PersonLine(who, self.envelope_id, self.record_class, basis, outcome) for who in self.subjects]


def annotated(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Fetch each row's opening with the row."""
    column = "id" if rows.model is Envelope else "envelope_id"
    function = models.Func(models.F(column), function="personal_data_opening", output_field=models.JSONField())
    return cast("models.QuerySet[M]", rows.annotate(opening=function))


def openings_of(envelope_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The openings of some envelopes in one query; None for those that do not exist any more."""
    if not envelope_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked, personal_data_opening(asked)::text FROM unnest(%s::uuid[]) AS asked", [list(envelope_ids)]
        )
        return {row[0]: json.loads(row[1]) if row[1] else None for row in cursor.fetchall()}
