"""Asking for a use of the statistics, approving it as a second person, and giving counts away under it."""

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit import trail
from personal_data.models import Controller
from retention import events
from retention.models import StatisticsGroup, StatisticsUse, UseKind
from retention.models.statistics import TRAITS
from retention.selectors.due import local_today

LONGEST = timedelta(days=366)
"""A statement is looked at anew after a year."""


class NotApproved(ValidationError):
    """Nothing is given away without an approved statement that has not ended."""

    def __init__(self) -> None:
        super().__init__(
            _("The counts are not released: nobody has approved it, or it has ended."), code="not_approved"
        )


@transaction.atomic
def ask(
    *,
    controller: Controller,
    kind: UseKind,
    purpose: str,
    limits: str,
    ends_on: date,
    by: UUID,
    at: datetime,
    recipient: str = "",
) -> StatisticsUse:
    """State what statistics are for. Raises ValidationError where something is missing or the end is too far away."""
    today = local_today(controller)
    if not today <= ends_on <= today + LONGEST:
        raise ValidationError({"ends_on": _("It ends within a year, and not before today.")})
    use = StatisticsUse(
        controller=controller,
        kind=kind,
        purpose=purpose,
        limits=limits,
        recipient=recipient,
        ends_on=ends_on,
        asked_by=by,
        asked_at=at,
    )
    use.full_clean(exclude=["approved_by", "approved_at"])
    use.save(force_insert=True)
    trail.record(events.STATISTICS_USE_ASKED, reason=kind.value)
    return use


@transaction.atomic
def approve(*, use: StatisticsUse, by: UUID, at: datetime) -> StatisticsUse:
    """Approve as a second person; the same again changes nothing. Raises ValidationError for who asked for it."""
    locked = StatisticsUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if locked.approved_at is not None:
        return locked
    locked.approved_by, locked.approved_at = by, at
    locked.full_clean()
    locked.save(update_fields=["approved_by", "approved_at"])
    trail.record(events.STATISTICS_USE_APPROVED, reason=locked.kind)
    return locked


def may_read(controller: Controller) -> bool:
    """Whether data of persons may be read today in order to count them (INTRUM-45)."""
    return _standing(controller).filter(kind=UseKind.READING).exists()


@transaction.atomic
def release(*, use: StatisticsUse) -> str:
    """All groups of the controller as CSV for the recipient that the statement names. Raises NotApproved.

    Values are codes and spans of our own making; no spreadsheet takes one for a formula.
    """
    if not _standing(use.controller).filter(pk=use.pk, kind=UseKind.RELEASE).exists():
        raise NotApproved
    groups = StatisticsGroup.objects.filter(controller=use.controller).order_by(*TRAITS)
    written = StringIO()
    table = csv.writer(written)
    table.writerow([*TRAITS, "debtors"])
    table.writerows(groups.values_list(*TRAITS, "debtors"))
    trail.record(events.STATISTICS_RELEASED, reason=use.kind, count=len(groups))
    return written.getvalue()


def _standing(controller: Controller) -> QuerySet[StatisticsUse]:
    today = local_today(controller)
    return StatisticsUse.objects.filter(controller=controller, approved_at__isnull=False, ends_on__gte=today)
