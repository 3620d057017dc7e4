"""What closed cases teach: which measures were used and what came of them, of cases inside their retention time alone.

Nothing is copied. The rows are read from the living cases each time, so a case that was erased is in no row, and no row
outlives its case (AXACTOR-88).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from collections_app.models import PseudonymSet
from retention.policies.anonymising import ClosedCase
from retention.selectors.closed_cases import FACTS, OF_CASES, UNBLOCKED, Traits, opened

_BATCH = 500
# A case with no day to go, or whose day has come although no run has erased it yet, teaches nothing any more.
_CASES = f"""
SELECT c.reference, e.due_on,
    (SELECT count(*) FROM collections_app_call k WHERE k.case_id = c.id),
    EXISTS (SELECT FROM collections_app_call k WHERE k.case_id = c.id AND k.outcome = 'spoke'),
    EXISTS (SELECT FROM collections_app_disclosure d WHERE d.case_reference = c.reference
        AND d.controller_id = c.controller_id AND NOT d.is_secret AND d.purpose = 'court_proceedings'),
    EXISTS (SELECT FROM collections_app_disclosure d WHERE d.case_reference = c.reference
        AND d.controller_id = c.controller_id AND NOT d.is_secret AND d.purpose = 'enforcement'),
    {FACTS} {OF_CASES}
JOIN personal_data_envelope e ON e.id = c.envelope_id
WHERE c.controller_id = %(controller)s AND c.status = 'closed'
AND c.closed_on BETWEEN %(first)s AND %(last)s AND e.due_on > %(today)s
AND {UNBLOCKED}
ORDER BY c.id"""


@dataclass(frozen=True, slots=True)
class Learnt:
    """One closed case: its number, which goes no further, the day on which it goes, the measures, and how it ended."""

    reference: str
    due_on: date
    calls: int
    was_reached: bool
    was_in_court: bool
    was_enforced: bool
    case: ClosedCase


def of_set(of: PseudonymSet, *, today: date) -> Iterator[Learnt]:
    """Every case of a set that is inside its retention time, its first debtor's profile opened for it page by page."""
    asked = {"controller": of.controller_id, "first": of.closed_from, "last": of.closed_until, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_CASES, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    for start in range(0, len(found), _BATCH):
        page = found[start : start + _BATCH]
        debtors = opened({row[9] for row in page})
        for row in page:
            if (traits := debtors.get(row[9])) is not None:
                yield _learnt(row, traits)


def _learnt(row: tuple[Any, ...], traits: Traits) -> Learnt:
    reference, due_on, calls, reached, court, enforced, *facts = row
    opened_on, closed_on, outcome, _debtor, claimed, paid, currency = facts
    case = ClosedCase(*traits, claimed, paid, currency, opened_on, closed_on, outcome or "unknown")
    return Learnt(reference, due_on, calls, reached, court, enforced, case)
