"""Page-sized reads of the audit trail. What is read holds references, codes and field names, never a personal value."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import User
from audit import vocabulary
from audit.models import Event, Line
from collections_app.models import Case
from collections_app.record_classes import CASE_FILE, SECRET
from personal_data import reach
from personal_data.models import Controller, DataSubject, Envelope, Erasure
from personal_data.purposes import Purpose

PAGE = 50
LINES_SHOWN = 200
_NAMING = 1_000
# Only reporting officers may know that there is a report (PTL 4 kap., FI 444/2017 ch. 4).
_OF_REPORTS = Q(purpose=Purpose.LEGAL_REPORT.value)
_SECRET_LINE = Q(record_class__in=SECRET)


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the audit explorer is asked for; empty fields ask for everything. Days are days in UTC."""

    name: str = ""
    first_on: date | None = None
    last_on: date | None = None
    reference: str = ""
    subject: UUID | None = None
    """The pseudonym under which the person stands in the trail."""
    actor: UUID | None = None  # the member of staff who acted
    reports: bool = False
    """What was done for reports that a law demands, and nothing else; without it, everything but that."""

    def condition(self) -> Q:
        """The filter as a condition on events."""
        wanted = _within_reach() & (_OF_REPORTS if self.reports else _open_to_readers())
        if self.name:
            wanted &= Q(name=self.name)
        if self.first_on:
            wanted &= Q(at__gte=datetime.combine(self.first_on, time.min, UTC))
        if self.last_on:
            wanted &= Q(at__lt=datetime.combine(self.last_on + timedelta(days=1), time.min, UTC))
        if self.reference:
            wanted &= _of_case(self.reference)
        if self.actor:
            wanted &= Q(actor_kind="staff", actor_id=self.actor)
        if self.subject:
            wanted &= Q(id__in=Line.objects.filter(subject=self.subject).values("event_id"))
        return wanted


@dataclass(frozen=True, slots=True)
class Touched:
    """How many envelopes and persons of one record class an event touched, and with what outcome."""

    record_class: str
    outcome: str
    legal_basis: str
    envelopes: int
    persons: int


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event as a page shows it."""

    event: Event
    description: str
    actor: str
    touched: tuple[Touched, ...]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail, newest first, and the cursor of the next page."""

    rows: tuple[TrailRow, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line of an event: which person (while the controller still knows them) and which envelope."""

    line: Line
    subject_id: UUID | None


def trail_page(wanted: TrailFilter, *, before: int | None = None) -> TrailPage:
    """One page of the trail. For one person the rows show that person's own lines only."""
    events = Event.objects.filter(wanted.condition())
    if before is not None:
        events = events.filter(id__lt=before)
    found = list(events.order_by("-id")[: PAGE + 1])
    shown = found[:PAGE]
    about = Q(subject=wanted.subject) if wanted.subject else Q()
    touched = _touched(shown, about if wanted.reports else about & ~_SECRET_LINE)
    rows = tuple(row_of(event, touched[event.id]) for event in shown)
    return TrailPage(rows, shown[-1].id if len(found) > PAGE else None)


def row_of(event: Event, touched: Sequence[Touched] = ()) -> TrailRow:
    """An event with its description from the vocabulary and its actor as a reference."""
    known = vocabulary.names().get(event.name)
    return TrailRow(event, known.description if known else event.name, _actor(event), tuple(touched))


def lines_of(event: Event) -> list[TrailLine]:
    """The first lines of an event, each with the person it leads to, if the controller still knows them."""
    told = Line.objects.filter(~_SECRET_LINE, event_id=event.id)
    lines = list(told.order_by("record_class", "envelope_id")[:LINES_SHOWN])
    people = DataSubject.objects.filter(pseudonym__in={line.subject for line in lines if line.subject})
    ids = dict(people.values_list("pseudonym", "id"))
    return [TrailLine(line, ids.get(line.subject) if line.subject else None) for line in lines]


def one_event(event_id: int) -> Event:
    """One event within reach. Raises Event.DoesNotExist."""
    return Event.objects.filter(_within_reach() & _open_to_readers()).get(id=event_id)


def _open_to_readers() -> Q:
    """Everything but what was done for reports that a law demands, and what touched nothing but such a report."""
    lines = Line.objects.filter(event_id=OuterRef("id"))
    return ~_OF_REPORTS & (~Q(Exists(lines.filter(_SECRET_LINE))) | Q(Exists(lines.exclude(_SECRET_LINE))))


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


def _touched(events: Sequence[Event], condition: Q) -> dict[int, list[Touched]]:
    # The cast keeps Django from taking the event's id, of which a line has many, for the line's own key.
    grouped = (
        Line.objects.filter(condition, event_id__in=[event.id for event in events])
        .annotate(of_event=Cast("event_id", BigIntegerField()))
        .values_list("of_event", "record_class", "outcome", "legal_basis")
        .annotate(envelopes=Count("envelope_id", distinct=True), persons=Count("subject", distinct=True))
        .order_by("record_class", "outcome")
    )
    found: dict[int, list[Touched]] = defaultdict(list)
    for event_id, record_class, outcome, basis, envelopes, persons in grouped:
        found[event_id].append(Touched(record_class, outcome, basis, envelopes, persons))
    return found


def _actor(event: Event) -> str:
    """A reference, not a name: looking at one employee's activity is another question with a permission of its own."""
    if event.actor_kind == "staff" and event.actor_id:
        return User(id=event.actor_id).reference
    return ""
