"""Which values of profiles stand there on the word of the person, after a correction (GDPR art. 16)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from privacy.models import Correction


def among(rows: Iterable[Any]) -> frozenset[tuple[UUID, str]]:
    """The debtors and fields that the corrections among some rows name."""
    found = (row for row in rows if isinstance(row, Correction))
    return frozenset((each.debtor_id, name) for each in found for name in each.corrected)
