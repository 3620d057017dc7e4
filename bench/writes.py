"""Single writes with seal, history and change event, against the same writes without."""

import statistics
from collections.abc import Callable
from contextlib import nullcontext
from uuid import uuid4

from django.utils import timezone

from audit import filing
from bench import plain
from bench.measuring import Result, by_turns, seconds, spread
from collections_app.models import Case, Note
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from tests.fixtures import databases

_WRITES = 400


def measure(sealed: str, baseline: str) -> list[Result]:
    """Notes created and saved again, one statement each."""

    def write(database: str, *, is_plain: bool) -> Callable[[], float]:
        def work() -> float:
            databases.point_at(database)
            with plain.unsealed() if is_plain else nullcontext():
                _write_notes(1)  # sessions last: connecting and the plans of a session are no part of a write
                return seconds(_write_notes)

        return work

    ours, without = by_turns(write(sealed, is_plain=False), write(baseline, is_plain=True), rounds=15)
    ratio = statistics.median(without) / statistics.median(ours)
    per_second = 2 * _WRITES / statistics.median(ours)
    return [
        Result(
            "writes with history and capture",
            f"{ratio:.2f} x plain ({per_second:,.0f} writes/s)",
            "0.8 x plain",
            ratio >= 0.8,
            [
                f"{2 * _WRITES} writes: ours {spread(ours)} s; plain {spread(without)} s",
                f"filed later, {_filing(sealed):.0f} microseconds an event, 5,000 at once",
            ],
        )
    ]


def _filing(database: str) -> float:
    """What the scheduler does with what the writes have recorded, in microseconds for each event."""
    databases.point_at(database)
    filing.bring_up_to_date()
    for _ in range(5_000 // (2 * _WRITES)):
        _write_notes()
    waiting = filing.waiting()
    return seconds(filing.bring_up_to_date) / waiting * 1e6


def _write_notes(count: int = _WRITES) -> None:
    who = access.Actor("staff", uuid4())
    with access.context(actor=who, purpose=Purpose.COLLECTION, channel="command"):
        case = Case.objects.order_by("id")[0]
        envelopes.prepare_to_write([case])
        for number in range(count):
            note = Note(case=case, envelope_id=case.envelope_id, text=f"Note {number}", by=who.id, at=timezone.now())
            note.save(force_insert=True)
            note.text = f"Note {number}, mended"
            note.save(force_update=True)
