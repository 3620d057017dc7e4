"""What may be asked of the audit trail, as conditions: within the reader's reach and without what no reader may see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.models import Event, Line
from collections_app.models import Case
from collections_app.record_classes import CASE_FILE, SECRET
from personal_data import reach
from personal_data.models import Controller, Envelope, Erasure
from personal_data.purposes import Purpose

# Only reporting officers may know that there is a report (PTL 4 kap., FI 444/2017 ch. 4).
_OF_REPORTS = Q(purpose=Purpose.LEGAL_REPORT.value)
SECRET_LINE = Q(record_class__in=SECRET)
_NAMING = 1_000
_EXACT = ("name", "recipient", "purpose", "channel", "request_id")


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the audit explorer is asked for; empty fields ask for everything. Days are days in UTC."""

    name: str = ""
    first_on: date | None = None
    last_on: date | None = None
    reference: str = ""
    subject: UUID | None = None
    """The pseudonym under which the person stands in the trail."""
    formerly: UUID | None = None
    """The one that they had until their records were erased; without ``subject`` it asks for nothing."""
    actor: UUID | None = None  # the member of staff who acted
    recipient: str = ""
    """The reference of a recipient to whom data went."""
    purpose: str = ""
    channel: str = ""
    request_id: UUID | None = None
    """What one request of a browser, one task or one command did, all of it."""
    since: datetime | None = None
    until: datetime | None = None
    """Exact bounds, where days are too coarse; the last moment is not in it."""
    reports: bool = False
    """What was done for reports that a law demands, and nothing else; without it, everything but that."""

    def condition(self) -> Q:
        """The filter as a condition on events."""
        wanted = _within_reach() & (_OF_REPORTS if self.reports else _open_to_readers())
        wanted &= Q(**{name: value for name in _EXACT if (value := getattr(self, name))})
        if self.first_on:
            wanted &= Q(at__gte=datetime.combine(self.first_on, time.min, UTC))
        if self.last_on:
            wanted &= Q(at__lt=datetime.combine(self.last_on + timedelta(days=1), time.min, UTC))
        if self.since:
            wanted &= Q(at__gte=self.since)
        if self.until:
            wanted &= Q(at__lt=self.until)
        if self.reference:
            wanted &= _of_case(self.reference)
        if self.actor:
            wanted &= Q(actor_kind="staff", actor_id=self.actor)
        if self.subject:
            wanted &= Q(id__in=Line.objects.filter(self.own_lines()).values("event_id"))
        return wanted

    def own_lines(self) -> Q:
        """The condition on lines that they are the person's own; without a person any line is."""
        return Q(subject__in=[each for each in (self.subject, self.formerly) if each]) if self.subject else Q()


def to_be_read() -> Q:
    """The condition that an event is within reach and open to readers of the trail."""
    return _within_reach() & _open_to_readers()


def to_be_counted() -> Q:
    """The condition that an event is within reach and of no report, for those who leave secret lines out themselves:
    it asks for no lines, which in a long trail are many."""
    return _within_reach() & ~_OF_REPORTS


def _open_to_readers() -> Q:
    """Everything but what was done for reports that a law demands, and what touched nothing but such a report."""
    lines = Line.objects.filter(event_id=OuterRef("id"))
    return ~_OF_REPORTS & (~Q(Exists(lines.filter(SECRET_LINE))) | Q(Exists(lines.exclude(SECRET_LINE))))


def is_case_within_reach(reference: str) -> bool:
    """Whether the reader works for the controller of a case, be it erased or not; nobody's case is everybody's."""
    envelopes = envelopes_of_case(reference)
    return not any(found.filter(pk__in=envelopes).exists() for found in _beyond())


def _beyond() -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Records of controllers for which the reader does not work: those that live, and those that were erased."""
    elsewhere = reach.beyond("controller_id")
    return Envelope.objects.filter(elsewhere), Erasure.objects.filter(elsewhere)


def _within_reach() -> Q:
    """Events that touch records, and only such as belong to controllers for which the reader works.

    What touches no record (a sign-in, an import, a run) cannot be told apart by controller: it is for those who work
    for all of them.
    """
    if not Controller.objects.filter(reach.beyond("pk")).exists():
        return Q()
    lines = Line.objects.filter(event_id=OuterRef("id"))
    living, erased = (Exists(found.filter(pk=OuterRef("envelope_id"))) for found in _beyond())
    return Q(Exists(lines)) & ~Q(Exists(lines.filter(living | erased)))


def envelopes_of_case(reference: str) -> set[UUID]:
    """The envelopes under which a case stands in the trail: the living case's own, and that of an erased one.

    An erased case is known by the events that named both, such as its closing.
    """
    naming = list(Event.objects.filter(reference=reference).order_by("-id").values_list("id", flat=True)[:_NAMING])
    named = Line.objects.filter(record_class=CASE_FILE.name, event_id__in=naming)
    living = Case.objects.filter(reference=reference)
    return {*named.values_list("envelope_id", flat=True), *living.values_list("envelope_id", flat=True)}


def _of_case(reference: str) -> Q:
    """Events that name the case and events that touched its envelopes; each half has its own index."""
    touching = Line.objects.filter(envelope_id__in=envelopes_of_case(reference))
    naming = Event.objects.filter(reference=reference)
    return Q(id__in=naming.values_list("id").union(touching.values_list("event_id")))
