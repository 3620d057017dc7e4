"""What must be known to open envelopes, and opening them with their record.

The database judges, records and hands out in one call (``personal_data_open``), on the connection of the trail, while
the page is prepared. Inside a transaction, which may have made what it opens, it is looked up there and recorded apart.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from audit import trail
from audit.lines import PersonLine
from personal_data import access, events, keys, record_classes
from personal_data.access import HeldKey
from personal_data.purposes import NOT_NAMED, Purpose, legal_basis

# Purposes that store what arrives and use nothing of it.
_FILING = frozenset({Purpose.INTAKE, Purpose.BOOKKEEPING})
_EVEN_FILING = frozenset({"purpose_locked", "other_controller", NOT_NAMED})

_OPEN = """
SELECT personal_data_open(%s::text, %s::uuid, %s::text, %s::text, %s::uuid,
                          %s::uuid[], %s::text[], %s::text, %s::text, %s::text[], %s::uuid[],
                          %s::boolean)"""
_FETCH = """
SELECT json_agg(json_build_array(place, generation, epoch, encode(wrapped, 'hex'), refusal,
                                 record_class, legal_basis, subjects))::text
FROM personal_data_openings(%s::uuid[], %s::text, %s::text, %s::text[], %s::uuid[])"""
# Which of some envelopes the same actor opened for the same purpose in an earlier request, by the trail itself.
_OPENED_BEFORE = """
SELECT DISTINCT line.envelope_id
FROM audit_line line JOIN audit_event event ON event.id = line.event_id AND event.at = line.at
WHERE line.envelope_id = ANY (%s::uuid[]) AND line.outcome = 'opened' AND line.at >= %s AND event.at >= %s
  AND event.request_id = %s AND event.actor_kind = %s AND event.actor_id = %s AND event.purpose = %s"""
_NOBODY = (None,)


class Reading(NamedTuple):
    """What is opened at once: kinds of rows, for whom (a recipient's reference), and whether all or none."""

    envelope_ids: Sequence[UUID]
    kinds: Collection[str]
    recipient: str
    is_whole: bool


class Opening(NamedTuple):
    """One envelope's wrapped key (None where the database did not hand it out) and why it may not be opened.

    ``subjects`` are pseudonyms in the database's own spelling: they go from one query into another.
    """

    envelope_id: UUID
    generation: int
    epoch: int
    wrapped: str | None
    refusal: str
    """Why it may not be opened here, as a code; empty when it may (GDPR art. 18, 21, 29)."""
    record_class: str = ""
    legal_basis: str = ""
    subjects: Sequence[str | None] | None = None

    def refusal_to_write(self, purpose: Purpose) -> str:
        """Why this purpose may not write into it, as a code; empty when it may.

        Restriction leaves storage alone (GDPR art. 18(2)): what arrives is filed and booked, though nobody may read it.
        """
        return "" if purpose in _FILING and self.refusal not in _EVEN_FILING else self.refusal

    def lines(self, outcome: str) -> list[PersonLine]:
        """One audit line for each person of the envelope."""
        return [
            PersonLine(who, self.envelope_id, self.record_class, self.legal_basis, outcome)
            for who in self.subjects or _NOBODY
        ]


def held_keys(openings: Iterable[Opening], *, readable: bool) -> list[tuple[UUID, HeldKey]]:
    """Unwrap the keys that were handed out. Raises EpochGone when an epoch is destroyed or a wrap is not its own."""
    epochs: dict[int, keys.Epoch] = {}
    held = []
    try:
        for opening in openings:
            envelope_id, generation, number, wrapped = opening[:4]
            if wrapped is None:
                continue
            epoch = epochs.get(number) or epochs.setdefault(number, keys.ring().get(number))
            key = keys.unwrap(epoch, envelope_id, generation, bytes.fromhex(wrapped))
            held.append((envelope_id, HeldKey(generation, AESGCM(key), readable)))
    except InvalidTag:
        raise keys.EpochGone("The wrapped key does not belong to this envelope or epoch.") from None
    return held


def recorded(reading: Reading, here: access.Context, meanwhile: Callable[[], object]) -> list[Opening]:
    """The openings of some envelopes, with the event about it committed. What has been erased is missing.

    ``meanwhile`` is done while the event is being written. Raises RecordingFailed.
    """
    envelope_ids, kinds, recipient, is_whole = reading
    if not envelope_ids:
        meanwhile()
        return []
    if connection.in_atomic_block and trail.recorder().alias != connection.alias:
        return _recorded_beside(reading, here, meanwhile)
    parameters = [_array(envelope_ids), sorted(kinds), recipient, *_rules(here), is_whole]
    with trail.recording_by(_OPEN, parameters) as answer:
        meanwhile()
    return _parsed(envelope_ids, answer)


def fetched(envelope_ids: Sequence[UUID], here: access.Context) -> list[Opening]:
    """The openings of some envelopes, which nobody has recorded. What has been erased is missing."""
    if not envelope_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FETCH, [_array(envelope_ids), here.purpose.value, *_rules(here)])
        return _parsed(envelope_ids, cursor.fetchall()[0])


def opened_before(
    envelope_ids: Sequence[UUID], here: access.Context, *, request_id: UUID, since: datetime
) -> set[UUID]:
    """Those of some envelopes of which the trail says that the actor of the context opened them in that request."""
    actor = here.actor
    parameters: list[Any] = [_array(envelope_ids), since, since, request_id, actor.kind, actor.id, here.purpose.value]
    with connection.cursor() as cursor:
        cursor.execute(_OPENED_BEFORE, parameters)
        return {row[0] for row in cursor.fetchall()}


def _recorded_beside(reading: Reading, here: access.Context, meanwhile: Callable[[], object]) -> list[Opening]:
    """The transaction may have made the envelopes itself, which the trail's connection cannot see."""
    envelope_ids, kinds, recipient, is_whole = reading
    found = fetched(envelope_ids, here)
    refused = [opening for opening in found if opening.refusal]
    if is_whole and len(found) < len(envelope_ids):
        return found
    if is_whole and refused:
        record_refusal(refused)
        return found
    name, count = events.ENVELOPE_OPENED, len(found) - len(refused)
    lines = [line for each in found for line in each.lines("refused" if each.refusal else "opened")]
    with trail.recording_apart(name, lines=lines, recipient=recipient, fields=kinds, count=count):
        meanwhile()
    return [opening._replace(wrapped=None) if opening.refusal else opening for opening in found]


def record_refusal(refused: Sequence[Opening]) -> None:
    """Record that some envelopes were not opened, under the first of the reasons."""
    lines = [line for each in refused for line in each.lines("refused")]
    trail.record_apart(events.OPENING_REFUSED, lines=lines, reason=first_refusal(refused))


def first_refusal(openings: Iterable[Opening]) -> str:
    """The reason that stands for all, the first by name; empty when nothing is refused."""
    return min((opening.refusal for opening in openings if opening.refusal), default="")


def _rules(here: access.Context) -> tuple[str, list[str], str | None]:
    """The legal basis of the purpose (empty for the controller's own), the record classes that it may open, with a dash
    before those that it may not once their clock runs, and the controllers within reach, None where they are not
    bounded."""
    reach = None if here.controllers is None else _array(here.controllers)
    classes = [
        *record_classes.open_to(here.purpose),
        *map("-{}".format, record_classes.closed_after_end_to(here.purpose)),
    ]
    return legal_basis(here.purpose, ""), classes, reach


def _parsed(envelope_ids: Sequence[UUID], row: Sequence[str | None]) -> list[Opening]:
    """What the database says, in its order. It names envelopes by their place among those that were asked for."""
    return [Opening(envelope_ids[place - 1], *rest) for place, *rest in json.loads(row[0] or "[]")]


def _array(envelope_ids: Iterable[UUID]) -> str:
    # Without the dashes, which PostgreSQL does not ask for: written so it takes a fifth of the time.
    return "{" + ",".join([f"{each.int:032x}" for each in envelope_ids]) + "}"
