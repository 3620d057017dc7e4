"""Breaking the glass: opening one matter that one may not open, for an hour, with a reason, reviewed afterwards."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from personal_data import access, events
from personal_data.models import Controller, EmergencyAccess, EmergencyReason
from personal_data.models.emergency import EMERGENCY_LASTS
from personal_data.purposes import Purpose


class NotBroken(LookupError):
    """Nobody of this account has broken the glass over this matter, or the hour is over."""


@transaction.atomic
def begin(
    *,
    controller: Controller,
    reference: str,
    envelopes: Sequence[UUID],
    reason: EmergencyReason,
    by: UUID,
    at: datetime,
) -> EmergencyAccess:
    """Break the glass over the records of one matter. Recorded under every person concerned; nothing opens yet."""
    broken = EmergencyAccess.objects.create(
        controller=controller,
        reference=reference,
        envelopes=list(envelopes),
        reason=reason,
        from_at=at,
        until_at=at + EMERGENCY_LASTS,
        by=by,
    )
    trail.record(events.EMERGENCY_BEGUN, envelopes=list(envelopes), reference=reference, reason=reason.value)
    return broken


def running(*, reference: str, by: UUID, at: datetime) -> EmergencyAccess:
    """The emergency of an account over a matter that lasts now. Raises NotBroken."""
    found = EmergencyAccess.objects.filter(reference=reference, by=by, from_at__lte=at, until_at__gt=at)
    emergency = found.select_related("controller").order_by("-until_at").first()
    if emergency is None:
        raise NotBroken
    return emergency


def entered(emergency: EmergencyAccess) -> AbstractContextManager[access.Context]:
    """The access of whoever broke the glass: to that controller's records, for this purpose, as long as it lasts.

    The database opens no other records for this purpose, and none when the hour is over. Raises NotBroken to anybody
    else, NoActor outside an access context.
    """
    here = access.current()
    if here is None:
        raise trail.NoActor("An emergency needs somebody who acts.")
    if here.actor.id != emergency.by:
        raise NotBroken
    return access.context(
        actor=here.actor,
        purpose=Purpose.EMERGENCY,
        channel=here.channel,
        request_id=here.request_id,
        controllers=frozenset({emergency.controller_id}),
    )
