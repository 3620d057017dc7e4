"""Replaying what the journal knows of the suppression list: who was entered stays on it, who was removed goes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from personal_data.keys import EpochGone
from personal_data.models import Controller, RemovalReason, SuppressionEntry
from personal_data.services import suppression
from personal_data.services.replaying import Act, Replayed, register


@transaction.atomic
def _enter(act: Act) -> Replayed:
    """Enter again, also where nobody knows whether it was done: an objection that is kept too long can be removed.

    An epoch that is gone took every back-up without the entry with it; a database that was put back by other means is
    told what it misses.
    """
    result, body = Replayed(), act.entry.body
    if SuppressionEntry.objects.filter(id=body["entry"]).exists():
        return result
    if not Controller.objects.filter(id=body["controller"]).exists():
        return result
    try:
        suppression.enter_again(body)
        result.done[suppression.ENTERED] += 1
    except EpochGone:
        result.left["suppression.epoch_gone"] += 1
    return result


@transaction.atomic
def _remove(act: Act) -> Replayed:
    result, body = Replayed(), act.entry.body
    entry = SuppressionEntry.objects.filter(id=body["entry"], removed_at=None).first()
    if entry is not None and act.entry.outcome is not None:
        removal, at = RemovalReason(body["removal"]), datetime.fromisoformat(body["at"])
        suppression.remove(entry=entry, removal=removal, by=UUID(body["by"]), at=at)
        result.done[suppression.REMOVED] += 1
    return result


register(suppression.ENTERED, _enter)
register(suppression.REMOVED, _remove)
