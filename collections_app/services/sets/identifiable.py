"""Asking to value a portfolio with names, and approving it as a second person (AXACTOR-11)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import IdentifiableImport
from personal_data.models import Controller

LONGEST = timedelta(days=92)
"""For so long a portfolio is valued with names at most; then somebody asks anew."""


@transaction.atomic
def ask(
    *, controller: Controller, portfolio: str, reason: str, ends_on: date, by: UUID, at: datetime, today: date
) -> IdentifiableImport:
    """Ask for it with a reason. Raises ValidationError where something is missing or the end is too far away."""
    if not today <= ends_on <= today + LONGEST:
        raise ValidationError({"ends_on": _("It ends within 92 days, and not before today.")})
    asked = IdentifiableImport(
        controller=controller,
        portfolio=portfolio.strip(),
        reason=reason.strip(),
        ends_on=ends_on,
        asked_by=by,
        asked_at=at,
    )
    asked.full_clean(exclude=["approved_by", "approved_at"])
    asked.save(force_insert=True)
    trail.record(events.IDENTIFIABLE_ASKED, reference=asked.reference)
    return asked


@transaction.atomic
def approve(*, asked: IdentifiableImport, by: UUID, at: datetime) -> IdentifiableImport:
    """Approve as a second person; the same again changes nothing. Raises ValidationError for who asked for it."""
    locked = IdentifiableImport.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if locked.approved_at is not None:
        return locked
    locked.approved_by, locked.approved_at = by, at
    locked.full_clean()
    locked.save(update_fields=["approved_by", "approved_at"])
    trail.record(events.IDENTIFIABLE_APPROVED, reference=locked.reference)
    return locked
