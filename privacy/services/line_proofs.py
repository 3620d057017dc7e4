"""The proof of one line of "who has seen my data", be it an opening or a disclosure: the event as it was sealed, with
the person's own lines alone.
"""

import json

from audit import trail
from audit.lines import PersonLine
from audit.tree import exporting, leaves, proofs
from collections_app.models import Debtor
from collections_app.record_classes import PROFILE
from personal_data.purposes import LEGAL_DUTY
from privacy import events
from privacy.policies.copies import scope
from privacy.selectors import disclosed_events, openings

_SUBJECT, _CLASS = (leaves.LINE_FIELDS.index(name) for name in ("subject", "record_class"))


class NotShown(LookupError):
    """The person does not find this event among those that concern them."""


def of_oneself(*, debtor: Debtor, event_id: int) -> str:
    """The proof as a file that ``python -m audit.verify`` checks. Of everybody else it has commitments only.

    Raises NotShown, and NotSealed in the first moments of an event. That the person asked is recorded.
    """
    if not (openings.is_shown(debtor, event_id) or disclosed_events.is_shown(debtor.subject, event_id)):
        raise NotShown
    head = proofs.newest_head()
    event = exporting.one(event_id)
    own = [place for place, line in enumerate(event.lines, start=1) if _is_own(line, debtor)]
    proof = exporting.proof_of(event, own, size=head.size)
    profile = PersonLine(debtor.subject.pseudonym, debtor.envelope_id, PROFILE.name, LEGAL_DUTY, "recorded")
    trail.record_apart(events.TRAIL_OF_SUBJECT_READ, lines=[profile])
    return f"{json.dumps(exporting.heading(head))}\n{json.dumps(proof)}\n"


def _is_own(line: str, debtor: Debtor) -> bool:
    values = line.split("\n")
    return values[_SUBJECT] == str(debtor.subject.pseudonym) and values[_CLASS] not in scope.absent_classes()
