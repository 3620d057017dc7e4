"""Single writes with seal, history and change event, against the same writes without."""

import statistics
from uuid import uuid4

from django.utils import timezone

from audit import filing
from bench.measuring import Result, seconds, spread
from bench.pairs import Side, turns
from collections_app.models import Case, Note
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from tests.fixtures import databases

_NOTES = 200
_TURNS = 40


def measure(sealed: str, baseline: str) -> list[Result]:
    """Notes created and saved again, one statement each, by turns on connections that both sides keep."""
    sides = Side(sealed, is_plain=False), Side(baseline, is_plain=True)
    taken = list(turns(sides, lambda _number: _write_notes, pairs=_TURNS))
    for side in sides:
        side.close()
    ours, without = [mine for mine, _ in taken], [theirs for _, theirs in taken]
    ratio = statistics.median(theirs / mine for mine, theirs in taken)
    return [
        Result(
            "writes with history and capture",
            f"{ratio:.2f} x plain ({2 * _NOTES / statistics.median(ours):,.0f} writes/s)",
            "0.8 x plain",
            ratio >= 0.8,
            [
                f"{_TURNS} turns of {2 * _NOTES} writes: ours {spread(ours)} s; plain {spread(without)} s",
                f"filed later, {_filing(sealed):.0f} microseconds an event, 5,000 at once",
            ],
        )
    ]


def _filing(database: str) -> float:
    """What the scheduler does with what the writes have recorded, in microseconds for each event."""
    databases.point_at(database)
    filing.bring_up_to_date()
    for _ in range(5_000 // (2 * _NOTES)):
        _write_notes()
    waiting = filing.waiting()
    return seconds(filing.bring_up_to_date) / waiting * 1e6


def _write_notes(count: int = _NOTES) -> None:
    who = access.Actor("staff", uuid4())
    with access.context(actor=who, purpose=Purpose.COLLECTION, channel="command"):
        case = Case.objects.order_by("id")[0]
        envelopes.prepare_to_write([case])
        for number in range(count):
            note = Note(case=case, envelope_id=case.envelope_id, text=f"Note {number}", by=who.id, at=timezone.now())
            note.save(force_insert=True)
            note.text = f"Note {number}, mended"
            note.save(force_update=True)
