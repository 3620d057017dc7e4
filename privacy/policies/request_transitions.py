"""The one table of how a data subject request moves; whatever is not in it is refused (GDPR art. 12, AMILI-43)."""

from collections.abc import Mapping
from types import MappingProxyType

RECEIVED = "received"
AWAITING_IDENTITY = "awaiting_identity"
UNDER_REVIEW = "under_review"
AWAITING_APPROVAL = "awaiting_approval"
DECIDED = "decided"
ANSWERED = "answered"
WITHDRAWN = "withdrawn"
NOT_IDENTIFIED = "not_identified"

STEPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "": frozenset({RECEIVED}),
        RECEIVED: frozenset({UNDER_REVIEW, AWAITING_IDENTITY, WITHDRAWN}),
        AWAITING_IDENTITY: frozenset({UNDER_REVIEW, NOT_IDENTIFIED, WITHDRAWN}),
        # A second question may follow when the first answer was not enough.
        UNDER_REVIEW: frozenset({AWAITING_IDENTITY, AWAITING_APPROVAL, DECIDED, WITHDRAWN}),
        # The second person sends back what does not convince.
        AWAITING_APPROVAL: frozenset({UNDER_REVIEW, DECIDED}),
        DECIDED: frozenset({ANSWERED}),
        ANSWERED: frozenset(),
        WITHDRAWN: frozenset(),
        NOT_IDENTIFIED: frozenset(),
    }
)
"""From each status to those that may follow. The empty text stands before receipt. What is closed stays closed: a
person who is not content asks anew or complains, and both begin a clock of their own."""

STOPPED_BY_THE_PERSON = frozenset({RECEIVED, AWAITING_IDENTITY, UNDER_REVIEW})
"""Until it has been decided a person may take a request back."""


def may_move(*, from_status: str, to_status: str) -> bool:
    """Whether a request may go from one status to another. An unknown status goes nowhere."""
    return to_status in STEPS.get(from_status, frozenset())


def is_refusal_complete(*, ground: str, citation: str, facts: str) -> bool:
    """Whether a refusal says on which ground, by which law and why in this case (GDPR art. 12(4), legal.md 1.3)."""
    return all(part.strip() for part in (ground, citation, facts))
