"""Entering the events that start a record's clock where a rule names several of which any counts."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import trail
from personal_data import envelopes
from personal_data.models import Envelope
from retention import events
from retention.models import RetentionRule, TriggerEvent
from retention.selectors.due import local_today
from retention.services import rules


class UnknownEvent(ValidationError):
    """No rule of the record's class runs from such an event."""

    def __init__(self, event: str) -> None:
        super().__init__(f"No rule of this kind of record runs from the event {event}.", code="unknown_event")


class NotYet(ValidationError):
    """An event is entered when it has happened."""

    def __init__(self) -> None:
        super().__init__("This day has not come yet. Enter the event when it has happened.", code="not_yet")


@transaction.atomic
def enter(*, envelope: Envelope, event: str, happened_on: date, by: UUID, at: datetime) -> TriggerEvent:
    """Enter that an event has happened; the record's due date follows at once (R09, R23).

    Entering one again corrects its day. Raises UnknownEvent, NotYet.
    """
    if event not in startable(envelope):
        raise UnknownEvent(event)
    if happened_on > local_today(envelope.controller):
        raise NotYet
    _locked(envelope)
    TriggerEvent.objects.filter(envelope_id=envelope.id, event=event, withdrawn_at=None).update(
        withdrawn_by=by, withdrawn_at=at
    )
    entered = TriggerEvent.objects.create(
        controller=envelope.controller,
        envelope_id=envelope.id,
        event=event,
        happened_on=happened_on,
        entered_by=by,
        entered_at=at,
    )
    trail.record(events.TRIGGER_ENTERED, envelopes=[envelope.id], reason=event)
    _follow(envelope)
    return entered


@transaction.atomic
def withdraw(*, entered: TriggerEvent, by: UUID, at: datetime) -> None:
    """Take back what was entered wrongly. Doing it twice changes nothing."""
    envelope = Envelope.objects.select_related("controller").get(id=entered.envelope_id)
    _locked(envelope)
    if TriggerEvent.objects.filter(id=entered.id, withdrawn_at=None).update(withdrawn_by=by, withdrawn_at=at):
        trail.record(events.TRIGGER_WITHDRAWN, envelopes=[envelope.id], reason=entered.event)
        _follow(envelope)


def startable(envelope: Envelope) -> list[str]:
    """The events from which a rule in force may run for such a record, by code."""
    found = RetentionRule.objects.in_force(local_today(envelope.controller)).filter(
        controller=envelope.controller, record_class=envelope.record_class
    )
    return sorted({event for named in found.values_list("triggers", flat=True) for event in named})


def _locked(envelope: Envelope) -> None:
    """Wait for an erasure that has begun, or let it wait: the gate locks the envelope as well."""
    Envelope.objects.select_for_update(of=("self",)).get(id=envelope.id)


def _follow(envelope: Envelope) -> None:
    """The trigger date of a record with events is the last of them; each rule takes those that it names."""
    days = TriggerEvent.objects.filter(envelope_id=envelope.id, withdrawn_at=None).values_list("happened_on", flat=True)
    envelopes.set_trigger(envelopes=[envelope.id], trigger_on=max(days, default=None))
    rules.recompute_some(envelopes=[envelope.id])
