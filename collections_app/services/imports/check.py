"""Checking an uploaded file: every row is read and judged as the import will judge it, and nothing is booked."""

import io
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO, Any, cast
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.intake.documents import Row
from collections_app.intake.mend_file import MendSheet
from collections_app.intake.money import format_amount
from collections_app.intake.problems import Problem, RowProblem
from collections_app.models import Creditor, ImportUpload, UploadState
from collections_app.services import sole_worker
from collections_app.services.imports import rows as import_rows
from collections_app.services.imports import uploads
from collections_app.services.intake import arrivals as intake_arrivals
from collections_app.services.intake.arrivals import Arrival
from collections_app.services.intake.forecast import Forecast
from collections_app.services.intake.taking_in import MOST_PROBLEMS_KEPT
from personal_data import envelopes, files
from personal_data.file_reading import opened
from personal_data.models import SealedFile

BAD_ROWS_COLUMN = "import_upload.bad_rows.v1"
FIRST_ROWS = 10
_BATCH = 2000
_PROGRESS_SECONDS = 600


@dataclass(slots=True)
class Findings:
    """What the check found: counts, places of problems, and the first documents with their values."""

    read: int = 0
    rejected: int = 0
    problem_count: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    notices: dict[str, int] = field(default_factory=dict)
    first_rows: list[dict[str, Any]] = field(default_factory=list)

    def note(self, row: RowProblem) -> None:
        """Take down a row that cannot go in."""
        self.rejected += 1
        self.problem_count += len(row.problems)
        room = MOST_PROBLEMS_KEPT - len(self.problems)
        self.problems += [_told(problem) for problem in row.problems[:room]]

    def in_clear(self, forecast: Forecast) -> dict[str, Any]:
        """What may be kept in the clear: nothing of it is a value of the file."""
        counts = forecast.counts
        return {
            "read": self.read,
            "new": counts.new,
            "credited": counts.credited,
            "unchanged": counts.unchanged,
            "set_aside": dict(forecast.why_aside),
            "rejected": self.rejected,
            "problem_count": self.problem_count,
            "problems": self.problems,
            "notices": self.notices,
        }


def check(*, reference: str, at: datetime) -> bool:
    """Check an upload that waits for it. False when none does, or another worker is at it."""
    with sole_worker.on(reference) as is_ours:
        upload = _waiting(reference) if is_ours else None
        if upload is None or upload.creditor is None:
            return False
        envelopes.open([upload])
        bad_rows = files.Writer(envelope=upload.envelope, column_id=BAD_ROWS_COLUMN)
        with bad_rows, io.TextIOWrapper(cast("IO[bytes]", _Sink(bad_rows)), encoding="utf-8-sig", newline="") as text:
            forecast, findings = Forecast(upload.creditor, at), Findings()
            sheet = MendSheet(cast("IO[str]", text))
            _read(upload, upload.creditor, forecast, findings, sheet)
            text.flush()
            with suppress(uploads.NotNow):  # its hours ended meanwhile, or somebody discarded it
                _keep(upload, findings, forecast, bad_rows if sheet.rows else None)
        return True


def progress_of(upload: ImportUpload) -> int:
    """How many bytes of the file have been checked."""
    return int(cache.get(_progress_key(upload.pk), 0))


def _waiting(reference: str) -> ImportUpload | None:
    waiting = ImportUpload.objects.filter(reference=reference, state=UploadState.CHECKING)
    return waiting.select_related("creditor__controller", "envelope").first()


def _read(upload: ImportUpload, creditor: Creditor, forecast: Forecast, findings: Findings, sheet: MendSheet) -> None:
    with opened(SealedFile.objects.get(pk=upload.file)) as content:
        rows = import_rows.of(upload, creditor, content)
        while batch := list(islice(rows, _BATCH)):
            findings.read += len(batch)
            for problem in [row for row in batch if isinstance(row, RowProblem)]:
                findings.note(problem)
                sheet.add(problem)
            _judge([row for row in batch if isinstance(row, Row)], creditor, forecast, findings)
            cache.set(_progress_key(upload.pk), content.tell(), _PROGRESS_SECONDS)


def _judge(good: list[Row], creditor: Creditor, forecast: Forecast, findings: Findings) -> None:
    arrivals = [intake_arrivals.arrive(creditor, row.document) for row in good]
    for row in good:
        for notice in row.document.notices:
            findings.notices[notice.code] = findings.notices.get(notice.code, 0) + 1
    for row, arrival, verdict in zip(good, arrivals, forecast.judge(arrivals), strict=True):
        if len(findings.first_rows) == FIRST_ROWS:
            break
        findings.first_rows.append(_shown(row, arrival, verdict.value))


@transaction.atomic
def _keep(upload: ImportUpload, findings: Findings, forecast: Forecast, bad_rows: files.Writer | None) -> None:
    locked = uploads.lock(upload.reference, UploadState.CHECKING)
    locked.findings = findings.in_clear(forecast)
    locked.first_rows = findings.first_rows
    locked.bad_rows = bad_rows.finish(media_type=import_rows.CSV).pk if bad_rows else None
    locked.state = UploadState.CHECKED if findings.rejected or forecast.books else UploadState.NOTHING_NEW
    locked.save()
    trail.record(events.UPLOAD_CHECKED, envelopes=[locked.envelope_id], reference=locked.reference, count=findings.read)


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "xpath": problem.xpath,
        "field": problem.field,
        "code": problem.code,
        "message": problem.message,
    }


def _shown(row: Row, arrival: Arrival, verdict: str) -> dict[str, Any]:
    """A document as the preview shows it."""
    document = row.document
    return {
        "line": row.line,
        "debtor": document.buyer.name,
        "identity_number": arrival.number,
        "birth_date": document.buyer.birth_date.isoformat() if document.buyer.birth_date else None,
        "number": document.number,
        "amount_minor": document.amount_minor,
        "currency": document.currency,
        "amount": format_amount(document.amount_minor, document.currency),
        "issued_on": document.issued_on.isoformat(),
        "due_on": document.due_on.isoformat() if document.due_on else None,
        "is_credit_note": arrival.is_credit_note,
        "verdict": verdict,
    }


def _progress_key(upload_id: UUID) -> str:
    return f"upload-progress:{upload_id}"


class _Sink(io.RawIOBase):
    """Lets text be written into a sealed file."""

    def __init__(self, writer: files.Writer) -> None:
        super().__init__()
        self._writer = writer

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Pass it on."""
        return self._writer.write(bytes(data))
