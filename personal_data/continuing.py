"""Going on with one reading over several requests, as a player does that asks for a recording part by part."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from audit import trail
from personal_data import access, envelopes, openings
from personal_data.values import NotOpened


def open_again(rows: Iterable[Any], *, request_id: UUID, since: datetime) -> None:
    """Open what the same actor opened for the same purpose in the request ``request_id``, not before ``since``.

    The event of that opening stands for the whole reading. Without it in the trail nothing opens, and blocks are judged
    anew each time.

    Raises NotOpened when there is no such event, envelopes.Refused and envelopes.Gone.
    """
    here = access.current()
    if here is None:
        raise trail.NoActor("Personal data open only inside an access context (who, purpose, channel).")
    wanted = [each for each in {row.envelope_id for row in rows} if access.readable_key(each) is None]
    if not wanted:
        return
    if set(wanted) - openings.opened_before(wanted, here, request_id=request_id, since=since):
        raise NotOpened("The trail holds no opening that this could go on with.")
    found = openings.fetched(wanted, here)
    if len(found) < len(wanted):
        raise envelopes.Gone("The record has been erased: its key is gone, so nothing of it can be opened.")
    if refused := [opening for opening in found if opening.refusal]:
        openings.record_refusal(refused)
        raise envelopes.Refused(openings.first_refusal(refused))
    for envelope_id, key in openings.held_keys(found, readable=True):
        here.hold(envelope_id, key)
