"""Deciding that a person is shown the grade that a machine gave of them: once, with ground and reason (INTRUM-119)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from collections_app.models import Grade
from personal_data import envelopes
from privacy import events
from privacy.models import GradeRelease, ReleaseGround


@transaction.atomic
def release(*, grade: Grade, ground: ReleaseGround, reason: str, by: UUID, at: datetime) -> GradeRelease:
    """Show a grade to its person, in the portal and in copies. Raises ValidationError without a reason, and twice."""
    if not reason.strip():
        raise ValidationError(_("Write why the grade is shown."), code="reason_missing")
    locked = Grade.objects.select_for_update(of=("self",)).get(pk=grade.pk)
    if GradeRelease.objects.filter(grade=locked).exists():
        raise ValidationError(_("The person is shown this grade already."), code="released")
    row = GradeRelease(envelope_id=locked.envelope_id, grade=locked, ground=ground, reason=reason.strip(), by=by, at=at)
    envelopes.prepare_to_write([row])
    row.save(force_insert=True)
    trail.record(events.GRADE_RELEASED, envelopes=[locked.envelope_id], reference=locked.reference, reason=ground.value)
    return row
