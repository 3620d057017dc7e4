"""The records of a run one by one, for who reviews them: by number, class and dates. Opens nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from personal_data import catalogue, record_classes
from retention.models import Run
from retention.selectors.due import JUDGED

PAGE = 50
# Of the classes that ask for a review first, each by age.
_ITEMS = f"""
SELECT due.id, due.record_class, e.trigger_on, due.due_on, seen.id IS NOT NULL
FROM ({JUDGED}) due JOIN personal_data_envelope e ON e.id = due.id
LEFT JOIN retention_revieweditem seen ON seen.run_id = %(run)s AND seen.envelope_id = due.id
WHERE due.verdict = 'due' AND due.record_class = ANY (%(classes)s)
  AND (%(after)s::uuid IS NULL OR due.id > %(after)s) AND (%(named)s::uuid[] IS NULL OR due.id = ANY (%(named)s))
ORDER BY due.id LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Item:
    """One record that a run would erase. ``about`` is the number of its case or its own."""

    envelope_id: UUID
    record_class: record_classes.RecordClass
    trigger_on: date | None
    due_on: date
    is_reviewed: bool
    about: str = ""


def page(run: Run, *, only_asking: bool, after: UUID | None = None) -> list[Item]:
    """Some of a run's records by id: of the classes that ask for a review, or of all the others."""
    rows = _rows(run, _classes(run, is_asking=only_asking), after=after, limit=PAGE)
    names = numbers_of([row[0] for row in rows])
    return [Item(row[0], record_classes.get(row[1]), row[2], row[3], row[4], names.get(row[0], "")) for row in rows]


def asks(run: Run) -> bool:
    """Whether the run would erase anything of a class that asks for a review of each."""
    return bool(_rows(run, _classes(run, is_asking=True), limit=1))


def among(run: Run, items: Iterable[UUID]) -> list[UUID]:
    """Those of some records that the run would erase."""
    every = [*_classes(run, is_asking=True), *_classes(run, is_asking=False)]
    return [row[0] for row in _rows(run, every, named=list(items), limit=None)]


def count_unreviewed(run: Run) -> int:
    """How many records of classes that ask for a review have not been looked at."""
    return sum(not row[4] for row in _rows(run, _classes(run, is_asking=True), limit=None))


def numbers_of(envelopes: Sequence[UUID]) -> dict[UUID, str]:
    """What people call some records: the number of their case, or their own."""
    found: dict[UUID, str] = {}
    for model in catalogue.personal_models():
        names = {field.name for field in model._meta.fields}
        for name in ("case_reference", "reference"):
            if name in names:
                rows: QuerySet[Any] = model._default_manager.filter(envelope_id__in=envelopes)
                for envelope_id, number in rows.values_list("envelope_id", name):
                    found.setdefault(envelope_id, number)
    return found


def _classes(run: Run, *, is_asking: bool) -> list[str]:
    return [each.name for each in record_classes.every() if each.is_reviewed == is_asking]


def _rows(
    run: Run,
    classes: list[str],
    *,
    after: UUID | None = None,
    named: list[UUID] | None = None,
    limit: int | None,
) -> list[tuple[UUID, str, date | None, date, bool]]:
    if not classes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _ITEMS,
            {
                "controller": run.controller_id,
                "as_of": run.due_by,
                "run": run.id,
                "classes": classes,
                "after": after,
                "named": named,
                "limit": limit,
            },
        )
        found: list[tuple[UUID, str, date | None, date, bool]] = cursor.fetchall()
    return found
