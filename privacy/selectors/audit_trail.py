"""Page-sized reads of the audit trail. What is read holds references, codes and field names, never a personal value."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField, Count, Q
from django.db.models.functions import Cast

from accounts.models import User
from audit import vocabulary
from audit.models import Event, Line
from personal_data.models import DataSubject
from privacy.selectors.trail_filter import SECRET_LINE, TrailFilter, to_be_read

PAGE = 50
LINES_SHOWN = 200


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
    return TrailPage(tuple(rows_of(shown, wanted)), shown[-1].id if len(found) > PAGE else None)


def rows_of(events: Sequence[Event], wanted: TrailFilter) -> list[TrailRow]:
    """Some events with what they touched, as far as the filter and secrecy let it be told."""
    about = wanted.own_lines()
    touched = _touched(events, about if wanted.reports else about & ~SECRET_LINE)
    return [row_of(event, touched[event.id]) for event in events]


def row_of(event: Event, touched: Sequence[Touched] = ()) -> TrailRow:
    """An event with its description from the vocabulary and its actor as a reference."""
    known = vocabulary.names().get(event.name)
    return TrailRow(event, known.description if known else event.name, _actor(event), tuple(touched))


def lines_of(event: Event) -> list[TrailLine]:
    """The first lines of an event, each with the person it leads to, if the controller still knows them."""
    told = Line.objects.filter(~SECRET_LINE, event_id=event.id)
    lines = list(told.order_by("record_class", "envelope_id")[:LINES_SHOWN])
    people = DataSubject.objects.filter(pseudonym__in={line.subject for line in lines if line.subject})
    ids = dict(people.values_list("pseudonym", "id"))
    return [TrailLine(line, ids.get(line.subject) if line.subject else None) for line in lines]


def one_event(event_id: int) -> Event:
    """One event within reach. Raises Event.DoesNotExist."""
    return Event.objects.filter(to_be_read()).get(id=event_id)


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
