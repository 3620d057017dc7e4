"""What happened in a case, newest first."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collections_app.handler import wording
from collections_app.models import Call, CallRecording, CaseStatus, Note
from collections_app.selectors.case_file import CaseFile
from collections_app.wording import length


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; ``is_whole_day`` when its hour is not known."""

    at: datetime
    icon: str
    what: str
    by: str = ""
    said: str = ""
    template: str = ""
    note: Note | None = None
    call: Call | None = None
    recording: CallRecording | None = None
    is_whole_day: bool = False


def of_case(file: CaseFile) -> list[Entry]:
    """Opening, documents, notes, calls, steps and recordings in one line."""
    told = (_opened, _documents, _notes, _calls, _steps, _recordings)
    entries = [entry for each in told for entry in each(file)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _opened(file: CaseFile) -> Iterator[Entry]:
    zone = ZoneInfo(file.case.controller.time_zone)
    at = datetime.combine(file.case.opened_on, time.min, tzinfo=zone)
    yield Entry(at, "folder", _("Case opened"), is_whole_day=True)


def _documents(file: CaseFile) -> Iterator[Entry]:
    for (at, kind), count in Counter((claim.received_at, claim.kind) for claim in file.claims).items():
        if kind == "invoice":
            what = ngettext("%(count)d claim received", "%(count)d claims received", count)
        else:
            what = ngettext("%(count)d credit note received", "%(count)d credit notes received", count)
        yield Entry(at, "inbox", what % {"count": count}, file.case.creditor.name)


def _notes(file: CaseFile) -> Iterator[Entry]:
    for note in file.notes:
        by = file.staff.get(note.by, _("former member of staff"))
        yield Entry(note.at, "note", _("Note"), by, template="handler/cases/note_text.html", note=note)


def _steps(file: CaseFile) -> Iterator[Entry]:
    for change in file.changes:
        is_closing = change.to_status == CaseStatus.CLOSED
        yield Entry(
            change.at,
            "check" if is_closing else "undo",
            _("Case closed") if is_closing else _("Case reopened"),
            file.staff.get(change.by, _("former member of staff")),
            said=str(wording.CHANGE_REASONS.get(change.reason, change.reason)),
        )


def _calls(file: CaseFile) -> Iterator[Entry]:
    """Each line of the contact log with its recording."""
    kept = {recording.call: recording for recording in file.recordings}
    for call in file.calls:
        yield Entry(
            call.started_at,
            "phone",
            wording.call_in_words(call),
            file.staff.get(call.by, _("former member of staff")),
            template="handler/calls/line.html",
            call=call,
            recording=kept.get(call.pk),
        )


def _recordings(file: CaseFile) -> Iterator[Entry]:
    """Recordings that hang on no line of the contact log."""
    logged = {call.pk for call in file.calls}
    for recording in file.recordings:
        if recording.call not in logged:
            what = _("Call recorded, %(length)s") % {"length": length(recording.seconds)}
            yield Entry(
                recording.recorded_at, "phone", what, template="handler/recordings/line.html", recording=recording
            )
