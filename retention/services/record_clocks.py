"""What the desks of records beside the cases ask of retention: which records have a rule, and a limit of one's own."""

from datetime import date, datetime
from uuid import UUID

from collections_app.services.records.clocks import DemandedBy
from personal_data.models import Controller, Envelope
from retention.models import OwnTerm, RetentionRule, TermReason
from retention.policies.due_dates import TermKind
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

    def propose_until(
        self, envelope: Envelope, day: date, demanded_by: DemandedBy, *, citation: str, by: UUID, at: datetime
    ) -> None:
        """A law demands it to the end of this day. Raises NoLaw and AlreadyOver."""
        reason = TermReason(demanded_by.value)
        terms.propose_until(envelope=envelope, day=day, reason=reason, citation=citation, by=by, at=at)

    def approve_until(self, envelope: Envelope, term: UUID, *, by: UUID, at: datetime) -> bool:
        """The second person approves. Raises SamePerson."""
        found = _until(envelope, term)
        if found is not None:
            terms.approve(term=found, by=by, at=at)
        return found is not None

    def end_until(self, envelope: Envelope, term: UUID, *, by: UUID, at: datetime) -> bool:
        """It counts no longer: the rule alone decides again."""
        found = _until(envelope, term)
        if found is not None:
            terms.end(term=found, by=by, at=at)
        return found is not None


def _until(envelope: Envelope, term: UUID) -> OwnTerm | None:
    return OwnTerm.objects.filter(id=term, envelope_id=envelope.id, kind=TermKind.UNTIL, ended_at=None).first()
