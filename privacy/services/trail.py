"""Reading the audit trail, which is itself recorded before anything is shown (GDPR art. 5(2), 32)."""

from dataclasses import fields
from datetime import date
from typing import NamedTuple
from uuid import UUID

from accounts.models import User
from audit import trail
from audit.lines import PersonLine
from audit.models import Event
from collections_app.models import Debtor
from collections_app.record_classes import PROFILE, SECRET
from collections_app.selectors import disclosures
from personal_data import envelopes
from personal_data.models import DataSubject, EnvelopeSubject
from personal_data.purposes import LEGAL_DUTY
from privacy import events
from privacy.models import DataSubjectRequest, Right
from privacy.record_classes import RIGHTS_REQUEST
from privacy.selectors import audit_trail, disclosed_events, openings, trail_filter
from privacy.selectors.audit_trail import TrailLine, TrailPage, TrailRow
from privacy.selectors.openings import OpeningsPage
from privacy.selectors.trail_filter import TrailFilter


def search(*, wanted: TrailFilter, before: int | None = None) -> TrailPage:
    """One page of the whole trail. A person who was asked for finds in theirs that somebody read it."""
    trail.record_apart(
        events.TRAIL_SEARCHED,
        lines=lines_about(wanted.subject) if wanted.subject else (),
        reference=wanted.reference,
        recipient=wanted.recipient,
        fields=asked(wanted),
    )
    return audit_trail.trail_page(wanted, before=before)


def asked(wanted: TrailFilter) -> list[str]:
    """By what the trail is asked for, as it is recorded."""
    return [field.name for field in fields(wanted) if getattr(wanted, field.name)]


def of_reports(*, before: int | None = None) -> TrailPage:
    """One page of what was done for reports that a law demands, for the reporting officers alone."""
    trail.record_apart(events.TRAIL_SEARCHED, fields=["reports"])
    return audit_trail.trail_page(TrailFilter(reports=True), before=before)


def of_staff(*, user: User, because: str, first_on: date, last_on: date, before: int | None = None) -> TrailPage:
    """One page of what a member of staff did on some days; ``because`` is the code of the reason, which is recorded
    with it. Staff are data subjects too: nobody looks at a colleague without saying why (GDPR art. 5(1)(b), 88).
    """
    trail.record_apart(events.TRAIL_OF_STAFF_READ, reference=user.reference, reason=because)
    wanted = TrailFilter(actor=user.pk, first_on=first_on, last_on=last_on)
    return audit_trail.trail_page(wanted, before=before)


def of_review(*, member: UUID, wanted: TrailFilter) -> TrailPage:
    """What a member of staff did in the matter that a review is about, and nothing beyond it."""
    trail.record_apart(events.TRAIL_OF_STAFF_READ, reference=User(id=member).reference, reason="restricted_access")
    return audit_trail.trail_page(wanted)


def of_event(*, event: Event) -> tuple[TrailRow, list[TrailLine]]:
    """One event with its lines."""
    trail.record_apart(events.TRAIL_EVENT_READ, reference=event.reference)
    return audit_trail.row_of(event), audit_trail.lines_of(event)


def of_subject(*, subject: DataSubject, before: int | None = None) -> TrailPage:
    """One person's trail. The person finds in it that somebody read it."""
    trail.record_apart(events.TRAIL_OF_SUBJECT_READ, lines=lines_about(subject.pseudonym))
    wanted = TrailFilter(subject=subject.pseudonym, formerly=_formerly(subject))
    return audit_trail.trail_page(wanted, before=before)


def _formerly(subject: DataSubject) -> UUID | None:
    """The pseudonym of somebody whose records are erased: it lies in the file of their request, which is opened."""
    parts = EnvelopeSubject.objects.filter(subject=subject)
    if parts.exclude(envelope__record_class=RIGHTS_REQUEST.name).exists():
        return None
    asked = DataSubjectRequest.objects.of_subject(subject).filter(right=Right.ERASURE).order_by("entered_at")
    for file in asked:
        if file.pseudonym is not None:
            envelopes.open([file])
            return UUID(file.pseudonym.reveal())
    return None


def lines_about(pseudonym: UUID) -> list[PersonLine]:
    """Lines that tell a person that their trail was read, for each of their envelopes that no law keeps secret."""
    told = EnvelopeSubject.objects.filter(subject__pseudonym=pseudonym).exclude(envelope__record_class__in=SECRET)
    parts = told.values_list("envelope_id", "envelope__record_class")
    return [PersonLine(pseudonym, envelope, kind, LEGAL_DUTY, "recorded") for envelope, kind in parts]


class OnOneself(NamedTuple):
    """Who looked at one's own data, and to whom they went."""

    openings: OpeningsPage
    received: disclosures.Page
    events: dict[UUID, int]
    """The event of the trail that each line of the register is, by the line's id."""


def of_oneself(*, debtor: Debtor, before: int | None = None, after: str = "") -> OnOneself:
    """Who opened and who received one's own data, as the person may read it; ``before`` and ``after`` are the cursors.

    Both are read while the record of the reading is being written.
    """
    profile = PersonLine(debtor.subject.pseudonym, debtor.envelope_id, PROFILE.name, LEGAL_DUTY, "recorded")
    with trail.recording_apart(events.TRAIL_OF_SUBJECT_READ, lines=[profile]):
        received = disclosures.of_subjects([debtor.subject], after=after)
        events_of = disclosed_events.of_lines(debtor.subject, received.lines)
        return OnOneself(openings.of_debtor(debtor, before=before), received, events_of)


def of_case(*, reference: str, before: int | None = None) -> TrailPage:
    """One case's trail, also after the case was erased. Its persons find in theirs that somebody read it."""
    parts = EnvelopeSubject.objects.filter(envelope_id__in=trail_filter.envelopes_of_case(reference))
    lines = [
        PersonLine(pseudonym, envelope, kind, LEGAL_DUTY, "recorded")
        for pseudonym, envelope, kind in parts.values_list(
            "subject__pseudonym", "envelope_id", "envelope__record_class"
        )
    ]
    trail.record_apart(events.TRAIL_OF_CASE_READ, lines=lines, reference=reference)
    return audit_trail.trail_page(TrailFilter(reference=reference), before=before)
