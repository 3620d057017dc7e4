"""Decisions to erase, which the gate carries out on the grounds ``request`` and ``roll_back`` (GDPR art. 17(1))."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from audit import acting, trail
from personal_data import events
from personal_data.models import DecisionGround, Envelope, ErasureDecision


@transaction.atomic
def decide(
    *,
    envelopes: Sequence[UUID],
    reference: str,
    effective_on: date,
    decided_by: UUID,
    decided_at: datetime,
    approved_by: UUID | None = None,
    ground: DecisionGround = DecisionGround.REQUEST,
) -> int:
    """Decide that some envelopes go on a day, and say how many decisions are new. Those already gone are passed over.

    Deciding the same again under the same reference changes nothing.
    """
    living = list(Envelope.objects.filter(id__in=envelopes).values_list("id", flat=True))
    decided = set(
        ErasureDecision.objects.filter(
            envelope_id__in=living, reference=reference, withdrawn_at__isnull=True
        ).values_list("envelope_id", flat=True)
    )
    fresh = sorted(set(living) - decided)
    ErasureDecision.objects.bulk_create(
        ErasureDecision(
            envelope_id=envelope_id,
            reference=reference,
            effective_on=effective_on,
            decided_by=decided_by,
            approved_by=approved_by,
            ground=ground,
            decided_at=decided_at,
        )
        for envelope_id in fresh
    )
    if fresh:
        trail.record(events.ERASURE_DECIDED, envelopes=fresh, reference=reference, count=len(fresh))
    return len(fresh)


@transaction.atomic
def withdraw(*, reference: str, at: datetime) -> int:
    """Withdraw what was decided under a reference and not carried out yet; says how many decisions that were."""
    who = acting.current()
    if who is None:
        raise trail.NoActor("Withdrawing a decision needs somebody who withdraws it.")
    standing = ErasureDecision.objects.filter(reference=reference, withdrawn_at__isnull=True)
    touched = sorted(standing.values_list("envelope_id", flat=True))
    if touched:
        standing.update(withdrawn_at=at, withdrawn_by=who.actor.id)
        trail.record(events.ERASURE_DECISION_WITHDRAWN, envelopes=touched, reference=reference, count=len(touched))
    return len(touched)


def effective(*, profiles: bool = False, after: UUID | None = None, limit: int = 1_000) -> list[UUID]:
    """Envelopes whose decision on a request has come into effect by the database's clock in the controller's time zone.

    Records or profiles, by id after ``after``: a profile can go only when the records that need it have gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT d.envelope_id FROM personal_data_erasuredecision d
               JOIN personal_data_envelope e ON e.id = d.envelope_id
               JOIN personal_data_record_class rc ON rc.name = e.record_class AND rc.is_profile = %s
               JOIN personal_data_controller c ON c.id = e.controller_id
               WHERE d.withdrawn_at IS NULL AND d.ground = 'request' AND (%s::uuid IS NULL OR d.envelope_id > %s::uuid)
                 AND d.effective_on <= (clock_timestamp() AT TIME ZONE c.time_zone)::date
               ORDER BY d.envelope_id LIMIT %s""",
            [profiles, after, after, limit],
        )
        return [row[0] for row in cursor.fetchall()]
