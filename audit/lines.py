"""A person's line in an event."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What happened to one envelope of one person, who stands here under a random pseudonym."""

    subject: UUID | None
    envelope_id: UUID
    record_class: str
    legal_basis: str
    outcome: str

    def columns(self) -> tuple[UUID | None, UUID, str, str, str]:
        """The values in the order of the table's columns."""
        return self.subject, self.envelope_id, self.record_class, self.legal_basis, self.outcome
