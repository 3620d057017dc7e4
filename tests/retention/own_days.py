"""The rule of potential customers, two who enter and approve days of a record's own, and the day that comes of it."""

from datetime import date
from uuid import uuid4

from personal_data.models import Envelope
from retention.policies.due_dates import Period, RuleKind

REJECTED, LAPSED = "application_rejected", "offer_lapsed"
POTENTIAL = Period(RuleKind.FOR, 24, triggers=(REJECTED, LAPSED))
BY, SECOND = uuid4(), uuid4()


def due(envelope: Envelope) -> date | None:
    return Envelope.objects.get(id=envelope.id).due_on
