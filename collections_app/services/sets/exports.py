"""Files of pseudonymised sets that leave for training or valuing: tokens alone, until a day, and removed afterwards."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import PseudonymSet, SetExport, SetKind, ValuationSet
from collections_app.policies.valuation_files import Row
from collections_app.services.records.keeping import today_at
from collections_app.services.sets.importing import written_as_csv
from collections_app.services.sets.pseudonyms import NotPossible
from personal_data import envelopes


@transaction.atomic
def of_valuation(*, of: PseudonymSet, by: UUID, at: datetime) -> str:
    """The rows of a valued portfolio, as they were sealed. Raises NotPossible, Refused, Gone."""
    if of.kind != SetKind.VALUATION or of.ends_on <= today_at(of.controller, at):
        raise NotPossible("ended")
    rows = ValuationSet.objects.get(controller=of.controller, reference=of.reference)
    envelopes.open([rows])
    lines = str(rows.rows.reveal()).splitlines()
    note(of=of, rows=len(lines) - 1, use_until=of.ends_on, by=by, at=at)
    return "".join(f"{line}\r\n" for line in lines)


def given(*, of: PseudonymSet, rows: list[Row], use_until: date, by: UUID, at: datetime) -> str:
    """Rows that were read for it, as CSV; that they left is recorded."""
    note(of=of, rows=len(rows), use_until=use_until, by=by, at=at)
    return written_as_csv(rows)


@transaction.atomic
def note(*, of: PseudonymSet, rows: int, use_until: date, by: UUID, at: datetime) -> SetExport:
    """Record that a file left, and by which day it has to be removed where it is used."""
    made = SetExport.objects.create(
        controller=of.controller, reference=of.reference, rows=rows, use_until=use_until, by=by, at=at
    )
    trail.record(events.SET_EXPORTED, reference=of.reference, reason=of.kind, count=rows)
    return made


@transaction.atomic
def confirm_removed(*, export: SetExport, by: UUID, at: datetime) -> SetExport:
    """Somebody says that the file was removed where it was used; the same again changes nothing."""
    locked = SetExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if locked.removed_at is None:
        locked.removed_by, locked.removed_at = by, at
        locked.save(update_fields=["removed_by", "removed_at"])
        trail.record(events.SET_EXPORT_REMOVED, reference=locked.reference, count=locked.rows)
    return locked
