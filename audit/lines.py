"""A person's line in an event."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID


class PersonLine(NamedTuple):
    """What happened to one envelope of one person, who stands here under a random pseudonym.

    Both may come as the text in which the database wrote them.
    """

    subject: UUID | str | None
    envelope_id: UUID | str
    record_class: str
    legal_basis: str
    outcome: str


def columns_of(lines: Sequence[PersonLine]) -> tuple[str, str, str, list[str], list[str], list[str]]:
    """Lines as the database function ``audit_record`` takes them: subjects, envelopes, and what was done to each.

    What was done (class, basis, outcome) is the same on most lines of a page, so each line names it by its number.
    """
    deeds: dict[tuple[str, str, str], int] = {}
    numbers = [deeds.setdefault(line[2:], len(deeds) + 1) for line in lines]
    classes, bases, outcomes = (list(column) for column in zip(*deeds, strict=True))
    return (
        _array("NULL" if line.subject is None else str(line.subject) for line in lines),
        _array(str(line.envelope_id) for line in lines),
        _array(map(str, numbers)),
        classes,
        bases,
        outcomes,
    )


def _array(values: Iterable[str]) -> str:
    return f"{{{','.join(values)}}}"
