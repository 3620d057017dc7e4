"""Which event of the trail a line of the register of disclosures is, so that it can be proven like an opening."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F

from audit.models import Event, Line
from collections_app.events import DISCLOSED
from collections_app.models import Disclosure
from collections_app.record_classes import DISCLOSURE
from personal_data.models import DataSubject

# A line says the time of the program that wrote it, an event that of the database; a line that was entered later says
# a time before its event, by as much as it was later.
_APART = timedelta(days=1)
_NEWEST = 2**63 - 1


def of_lines(subject: DataSubject, lines: Sequence[Disclosure]) -> dict[UUID, int]:
    """The events of some lines that concern a person, by the lines' ids; none of one that has expired."""
    if not lines:
        return {}
    written = Line.objects.filter(
        subject=subject.pseudonym,
        envelope_id__in=[line.envelope_id for line in lines],
        at__gte=min(line.at for line in lines) - _APART,
        event__name=DISCLOSED.name,
        event__at=F("at"),
    )
    events = dict(written.values_list("envelope_id", "event_id"))
    return {line.pk: events[line.envelope_id] for line in lines if line.envelope_id in events}


def is_shown(subject: DataSubject, event_id: int) -> bool:
    """Whether an event is a disclosure of which the person finds the line: a secret one is in no register."""
    if not 0 < event_id < _NEWEST:
        return False
    event = Event.objects.filter(id=event_id, name=DISCLOSED.name).first()
    if event is None:
        return False
    own = Line.objects.filter(
        event_id=event.id, at=event.at, subject=subject.pseudonym, record_class=DISCLOSURE.name
    ).values_list("envelope_id", flat=True)
    return Disclosure.objects.filter(envelope_id__in=list(own)).exists()
