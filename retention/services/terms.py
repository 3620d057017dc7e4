"""Days of one record's own beside its rules: a limit, an end that a law demands, and when somebody looks again."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import trail
from personal_data import record_classes
from personal_data.models import Envelope
from retention import events
from retention.models import OwnTerm, TermReason
from retention.policies.due_dates import TermKind
from retention.selectors.due import local_today
from retention.services import rules


class SamePerson(ValidationError):
    """Who proposed an end may not approve it."""

    def __init__(self) -> None:
        super().__init__("A second person approves it, not the one who proposed it.", code="same_person")


class AlreadyOver(ValidationError):
    """A day that has gone by cannot be looked forward to."""

    def __init__(self) -> None:
        super().__init__("Choose a day that is still to come.", code="over")


class NoLaw(ValidationError):
    """Only a law that is named keeps a record beyond its rules."""

    def __init__(self) -> None:
        super().__init__("Name the law that demands the record until then.", code="citation")


class FollowsOthers(ValidationError):
    """A profile has no day of its own."""

    def __init__(self) -> None:
        super().__init__("A profile goes with the last record that needs it; set the day there.", code="profile")


@transaction.atomic
def limit(*, envelope: Envelope, day: date, reason: TermReason, by: UUID, at: datetime, citation: str = "") -> OwnTerm:
    """Set a maximum of the record's own, such as the day on which the public register drops it (section 3.11).

    It can only make the day earlier, so it binds at once; what it makes due waits for an ordinary run.
    """
    made = _make(envelope, TermKind.AT_MOST, day, reason, citation, by, at)
    trail.record(events.TERM_SET, envelopes=[envelope.id], reason=f"at_most.{reason.told}")
    rules.recompute_some(envelopes=[envelope.id])
    return made


@transaction.atomic
def propose_until(
    *, envelope: Envelope, day: date, reason: TermReason, citation: str, by: UUID, at: datetime
) -> OwnTerm:
    """Propose that a law demands the record to the end of a day (R07, R18). It binds when somebody else approves.

    Raises NoLaw, AlreadyOver, FollowsOthers.
    """
    if not citation.strip():
        raise NoLaw
    if day < local_today(envelope.controller):
        raise AlreadyOver
    made = _make(envelope, TermKind.UNTIL, day, reason, citation, by, at)
    trail.record(events.TERM_PROPOSED, envelopes=[envelope.id], reason=f"until.{reason.told}")
    return made


@transaction.atomic
def approve(*, term: OwnTerm, by: UUID, at: datetime) -> OwnTerm:
    """Approve an end as the second person; from now on it prolongs what the rules say. Raises SamePerson."""
    term = OwnTerm.objects.select_for_update().get(id=term.id)
    if term.proposed_by == by:
        raise SamePerson
    if term.kind == TermKind.UNTIL and term.approved_at is None and term.ended_at is None:
        term.approved_by, term.approved_at = by, at
        term.save(update_fields=["approved_by", "approved_at"])
        trail.record(events.TERM_APPROVED, envelopes=[term.envelope_id], reason=f"until.{TermReason(term.reason).told}")
        rules.recompute_some(envelopes=[term.envelope_id])
    return term


@transaction.atomic
def look_again(*, envelope: Envelope, day: date, by: UUID, at: datetime) -> OwnTerm:
    """Somebody has looked at a record without a day and found it needed; look again on a day. Raises AlreadyOver."""
    if day <= local_today(envelope.controller):
        raise AlreadyOver
    earlier = OwnTerm.objects.filter(envelope_id=envelope.id, kind=TermKind.REVIEW, ended_at=None)
    earlier.update(ended_by=by, ended_at=at)
    made = _make(envelope, TermKind.REVIEW, day, TermReason.LOOKED_AT, "", by, at)
    trail.record(events.TERM_SET, envelopes=[envelope.id], reason="review.looked_at")
    return made


@transaction.atomic
def end(*, term: OwnTerm, by: UUID, at: datetime) -> None:
    """End a day of a record's own: the rules alone decide again. Ending twice changes nothing."""
    if OwnTerm.objects.filter(id=term.id, ended_at=None).update(ended_by=by, ended_at=at):
        trail.record(
            events.TERM_ENDED, envelopes=[term.envelope_id], reason=f"{term.kind}.{TermReason(term.reason).told}"
        )
        rules.recompute_some(envelopes=[term.envelope_id])


def _make(
    envelope: Envelope, kind: TermKind, day: date, reason: TermReason, citation: str, by: UUID, at: datetime
) -> OwnTerm:
    if record_classes.get(envelope.record_class).is_profile:
        raise FollowsOthers
    Envelope.objects.select_for_update(of=("self",)).get(id=envelope.id)
    return OwnTerm.objects.create(
        controller=envelope.controller,
        envelope_id=envelope.id,
        kind=kind.value,
        day=day,
        reason=reason.value,
        citation=citation.strip(),
        proposed_by=by,
        proposed_at=at,
    )
