"""Exports of the investigator: what was found, as a table, with proofs, and to read; itself recorded.

One package for one question: a table for spreadsheets, the same events with the proofs that a stranger's program
checks, a tagged PDF, the public keys and a page that says how it is done.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import events as audit_events
from audit import trail
from audit.models import Event, Head
from audit.tree import exporting, leaves, proofs, signing
from audit.tree.events import SELECTED, recorded
from collections_app.record_classes import SECRET
from privacy.selectors import audit_trail
from privacy.selectors.trail_filter import TrailFilter
from privacy.services import trail_report, trail_table
from privacy.services.trail import asked, lines_about
from privacy.services.trail_table import Found

MOST = 2_000
_ONE = f"{SELECTED} WHERE e.id = %s AND e.at = %s"
_SUBJECT, _CLASS = (leaves.LINE_FIELDS.index(name) for name in ("subject", "record_class"))


class TooMany(ValueError):
    """More events are asked for than one package holds; ``most`` is how many it holds."""

    most = MOST


class UnknownHead(LookupError):
    """No head of that size was ever signed here."""


def package(*, wanted: TrailFilter, kept_size: int | None = None) -> bytes:
    """The package for one question, as ZIP. ``kept_size`` is the size of a head that somebody kept: then the proofs
    show that the tree continues it.

    Raises TooMany, UnknownHead, NotSealed where nothing has been sealed yet, RecordingFailed.
    """
    head = proofs.newest_head()
    first = _first_line(head, kept_size)
    events = list(Event.objects.filter(wanted.condition()).order_by("id")[: MOST + 1])
    if len(events) > MOST:
        raise TooMany
    trail.record_apart(
        audit_events.TRAIL_EXPORTED,
        lines=lines_about(wanted.subject) if wanted.subject else (),
        reference=wanted.reference,
        recipient=wanted.recipient,
        fields=asked(wanted),
        count=len(events),
    )
    found = [Found(row, _proof(row.event, wanted, head.size)) for row in audit_trail.rows_of(events, wanted)]
    at = timezone.now()
    members: dict[str, str | bytes] = {
        "events.csv": trail_table.written(found),
        "proofs.jsonl": "".join(f"{json.dumps(each)}\n" for each in (first, *_proven(found))),
        "report.pdf": _report(found, wanted, head, at),
        "public-keys.txt": "".join(f"{key}\n" for key in signing.published()),
        "how-to-check.txt": _HOW_TO,
    }
    return _zipped(members, at)


def proven(*, wanted: TrailFilter) -> tuple[str, int]:
    """The events of one question with their proofs, as ``python -m audit.verify`` reads them, and how many they are.

    Raises TooMany, NotSealed, RecordingFailed.
    """
    head = proofs.newest_head()
    events = list(Event.objects.filter(wanted.condition()).order_by("id")[: MOST + 1])
    if len(events) > MOST:
        raise TooMany
    trail.record_apart(audit_events.TRAIL_EXPORTED, reference=wanted.reference, fields=asked(wanted), count=len(events))
    proofs_of = [proof for event in events if (proof := _proof(event, wanted, head.size)) is not None]
    return "".join(f"{json.dumps(each)}\n" for each in (_first_line(head, None), *proofs_of)), len(proofs_of)


_HOW_TO = """proofs.jsonl holds each event with the proof that it stands in the signed tree of the audit trail.
To check it without this system you need Python 3.11 and the library "cryptography":

    pip install cryptography
    unzip check-the-trail.zip
    python -m audit.verify proofs.jsonl --key "LINE"

check-the-trail.zip and the public keys are at /portal/log/ for everybody. LINE is a line of public-keys.txt; take it
from where you saw it before, not from here. If you kept a signed head from earlier, add: --head FILE

events.csv and report.pdf say the same to read. What they do not name a leaf for was younger than the last seal.
"""


def _first_line(head: Head, kept_size: int | None) -> dict[str, Any]:
    first: dict[str, Any] = {"format": exporting.FORMAT, "head": head.note}
    if kept_size is None:
        return first
    kept = Head.objects.filter(size=kept_size).first()
    if kept is None:
        raise UnknownHead
    path = proofs.consistency(kept.size, size=head.size)
    return first | {"earlier": kept.note, "consistency": [each.hex() for each in path]}


def _proof(event: Event, wanted: TrailFilter, size: int) -> dict[str, Any] | None:
    """The event with its actor and its lines; for one person with that person's alone. Secret lines stay shut."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [event.id, event.at])
        [sealed] = recorded(cursor, cursor.fetchall())
    shown = [0, *(place for place, line in enumerate(sealed.lines, start=1) if _is_told(line, wanted))]
    try:
        return exporting.proof_of(sealed, shown, size=size)
    except proofs.NotSealed:
        return None


def _is_told(line: str, wanted: TrailFilter) -> bool:
    values = line.split("\n")
    return values[_CLASS] not in SECRET and (wanted.subject is None or values[_SUBJECT] == str(wanted.subject))


def _proven(found: Sequence[Found]) -> list[dict[str, Any]]:
    return [each.proof for each in found if each.proof is not None]


def _report(found: Sequence[Found], wanted: TrailFilter, head: Head, at: datetime) -> bytes:
    rows = [
        [
            f"{each.row.event.at:%Y-%m-%d %H:%M:%S}",
            str(_(each.row.description)),
            each.row.actor or each.row.event.actor_kind,
            each.row.event.purpose or "–",
            each.touched or each.row.event.reference or "–",
            each.leaf or "–",
        ]
        for each in found
    ]
    questions = [(_(name.replace("_", " ")), str(getattr(wanted, name))) for name in asked(wanted)]
    return trail_report.render(rows, reference=f"TRAIL-{at:%Y%m%d-%H%M%S}", asked=questions, head=head, at=at)


def _zipped(members: dict[str, str | bytes], at: datetime) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
    return archive.getvalue()
