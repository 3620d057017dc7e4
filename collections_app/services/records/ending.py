"""Ending records beside the cases, which starts the clocks that wait for it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models.records import EndedBecause, Hardship, KeptRecord, ThirdParty
from collections_app.policies import records as rules
from collections_app.record_kinds import KINDS, Kind, of_record
from collections_app.services.records.keeping import Entry, check, enter, today_at
from personal_data import envelopes
from personal_data.models import Controller


@transaction.atomic
def finish(*, record: KeptRecord, because: str, on: date, by: UUID, at: datetime) -> KeptRecord | None:
    """Say how a record ended and on which day, which starts its clock.

    An accepted offer becomes a contract, which is returned: the three months of an offer do not bind it (scenario S7).
    Raises NotAllowed, Refused and Gone.
    """
    kind = of_record(record)
    check("" if because in kind.ends else "end_unknown")
    locked = kind.model._default_manager.select_for_update(of=("self",)).select_related("controller").get(pk=record.pk)
    check("ended_already" if locked.ended_on else "")
    check(
        rules.wrong_end(
            ended_on=on,
            began_on=locked.began_on,
            today=today_at(locked.controller, at),
            expires_on=locked.expires_on,
            is_acceptance=because == EndedBecause.ACCEPTED,
        )
    )
    contract = _contract(locked, on, by=by, at=at) if because == EndedBecause.ACCEPTED else None
    envelopes.prepare_to_write([locked])
    _end(locked, because, on)
    return contract


@transaction.atomic
def finish_all(*, kind: Kind, controller: Controller, gathering: str, because: str, on: date, at: datetime) -> int:
    """End every record of a position or portfolio that goes on, as when it is filled or the bid rejected.

    Returns how many ended. Raises NotAllowed.
    """
    check("" if because in together(kind) else "end_unknown")
    check("ends_in_future" if on > today_at(controller, at) else "")
    going = kind.model._default_manager.select_for_update(of=("self",)).filter(
        controller=controller, gathering=gathering.strip(), ended_on=None
    )
    found = list(going.order_by("id"))
    check("" if found else "nothing_there")
    envelopes.prepare_to_write(found)
    for record in found:
        _end(record, because, max(on, record.began_on))
    return len(found)


def together(kind: Kind) -> tuple[EndedBecause, ...]:
    """How all of a position or portfolio may end at once; who was hired is handed over one by one (AXACTOR-92)."""
    return tuple(each for each in kind.ends if each is not EndedBecause.HIRED)


def follow_closing(*, case_reference: str, controller: Controller, on: date) -> None:
    """A case is closed: what was noted of hardship for it has served its purpose (INTRUM-26), and who was tied to it is
    not needed any more (INTRUM-17)."""
    for model in (Hardship, ThirdParty):
        going = model._default_manager.filter(controller=controller, case_reference=case_reference, ended_on=None)
        for record in going.select_for_update(of=("self",)).order_by("id"):
            if record.expires_on is None or record.expires_on > on:
                _end(record, EndedBecause.CASE_CLOSED, max(on, record.began_on))


def _end(record: KeptRecord, because: str, on: date) -> None:
    record.ended_on, record.ended_because = on, because
    record.save(update_fields=["ended_on", "ended_because"])
    trigger = rules.trigger_of_ended(
        starts=of_record(record).starts,
        because=because,
        ended_on=on,
        began_on=record.began_on,
        expires_on=record.expires_on,
    )
    envelopes.set_trigger(envelopes=[record.envelope_id], trigger_on=trigger)
    trail.record(events.RECORD_ENDED, envelopes=[record.envelope_id], reference=record.reference, reason=because)


def _contract(offer: KeptRecord, on: date, *, by: UUID, at: datetime) -> KeptRecord:
    """What was offered, as what was agreed."""
    envelopes.open([offer])
    kind = KINDS["contract"]
    texts = {name: value.reveal() for name in kind.texts if (value := getattr(offer, name)) is not None}
    parts = offer.envelope.parts.select_related("subject")
    entry = Entry(
        began_on=on,
        texts=texts,
        case_reference=offer.case_reference,
        persons=[(part.subject, part.role) for part in parts],
    )
    return enter(kind=kind, controller=offer.controller, entry=entry, by=by, at=at)
