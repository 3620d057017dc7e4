"""What the desks of records beside the cases ask of retention: which records have a rule, and a limit of one's own."""

from datetime import date, datetime
from uuid import UUID

from personal_data.models import Controller, Envelope
from retention.models import RetentionRule, TermReason
from retention.selectors.due import local_today
from retention.services import terms


class RecordClocks:
    """The rules in force, and days of single records."""

    def kept_by(self, controller: Controller) -> frozenset[str]:
        """The classes of record for which the controller has a rule in force today."""
        in_force = RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller)
        return frozenset(in_force.values_list("record_class", flat=True))

    def limit(self, envelope: Envelope, day: date, *, by: UUID, at: datetime) -> None:
        """The public register keeps it to this day and no longer (retention schedule, 3.11)."""
        terms.limit(envelope=envelope, day=day, reason=TermReason.REGISTER_EXPIRY, by=by, at=at)
