"""Letters to people who could not be connected with anybody: a receipt, a question, an answer.

They are set anew each time they are looked at and stored nowhere: their content is the sealed request itself.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from audit import trail
from personal_data import envelopes
from privacy import events
from privacy.models import UnlinkedClosing, UnlinkedRequest, UnlinkedState
from privacy.policies.clock import counting
from privacy.policies.clock.closed_days import calendar_of
from privacy.services.requests import letter_data


class Kind(StrEnum):
    """Which letter; the names of their templates."""

    RECEIPT = "receipt"
    QUESTION = "who_asks"
    NOTHING_HELD = "nothing_held"
    NOT_IDENTIFIED = "not_identified"


_CLOSES: Mapping[str, Kind] = MappingProxyType(
    {UnlinkedClosing.NOTHING_HELD: Kind.NOTHING_HELD, UnlinkedClosing.NOT_IDENTIFIED: Kind.NOT_IDENTIFIED}
)


def due(entry: UnlinkedRequest) -> tuple[Kind, ...]:
    """The letters that belong to a request as it stands; none to what was no request."""
    if entry.state == UnlinkedState.CLOSED:
        return (_CLOSES[entry.closed_because],) if entry.closed_because in _CLOSES else ()
    return (Kind.RECEIPT, Kind.QUESTION) if entry.state == UnlinkedState.ASKED else (Kind.RECEIPT,)


def render(*, entry: UnlinkedRequest, kind: Kind, at: datetime) -> bytes:
    """The letter as PDF; looking at it is recorded. Raises CannotBeWritten when the controller lacks what it says."""
    envelopes.open([entry])
    trail.record_apart(events.UNLINKED_READ, reference=entry.reference, reason=kind.value)
    content: dict[str, Any] = {
        **letter_data.remedies(entry, at=at),
        "recipient": {"name": entry.name.reveal(), "address": entry.address.reveal().splitlines()},
        "answer_by": counting.close_unidentified_by(entry.received_on, calendar_of(entry.controller.country)),
    }
    return letter_data.rendered(kind.value, content, language=entry.language)
