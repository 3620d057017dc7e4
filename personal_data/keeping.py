"""How long an envelope stays: kept while something is written that refers to it, and its retention clock."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from personal_data.models import Envelope


def keep(ids: Iterable[UUID]) -> set[UUID]:
    """Keep erasure waiting for these envelopes until the transaction ends, and say which of them still live.

    Call it before something is written that refers to them. The gate judges what it waited for anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM personal_data_envelope WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE", [list(ids)]
        )
        return {row[0] for row in cursor.fetchall()}


def set_trigger(*, envelopes: Sequence[UUID], trigger_on: date | None) -> None:
    """Start (or, with None, stop) the retention clock. The due date is void until it has been computed anew."""
    Envelope.objects.filter(id__in=envelopes).update(trigger_on=trigger_on)
