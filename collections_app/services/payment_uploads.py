"""Bank files that are uploaded: received under seal, previewed, booked by a worker.

What a file would do and did is said by ``services.payments``; here is how it comes, waits and goes.
"""

from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.intake.problems import Problem
from collections_app.models import ImportUpload, UploadState
from collections_app.payments.files import HEAD_BYTES, MOST_BYTES, form_of
from collections_app.services import sole_worker
from collections_app.services.imports import uploads
from collections_app.services.payments import bank_files
from collections_app.services.payments.reports import Report
from personal_data import access, envelopes
from personal_data.file_reading import opened
from personal_data.models import Controller, SealedFile
from personal_data.purposes import Purpose

PAYMENTS = "payments"
MOST_LINES_SHOWN = 100
_MEDIA_TYPES = {"camt": "application/xml", "bgmax": "text/plain"}


def receive(*, controller: Controller, name: str, content: BinaryIO, by: UUID, at: datetime) -> ImportUpload:
    """Seal a bank's file that came from a browser. Raises uploads.NotTaken."""
    start = content.read(HEAD_BYTES)
    if content.seek(0, 2) > MOST_BYTES:
        raise uploads.NotTaken("The file is larger than 50 MB. Ask the bank for shorter periods.", code="too_large")
    content.seek(0)
    if not (form := form_of(start)):
        message = "The file is neither camt.053, camt.054 nor BgMax. Ask the bank for one of these."
        raise uploads.NotTaken(message, code="format")
    origin = uploads.Origin(controller=controller, kind=PAYMENTS, name=name, by=by, at=at)
    return uploads.keep(origin, content, media_type=_MEDIA_TYPES[form], state=UploadState.CHECKING)


def check(*, reference: str, at: datetime) -> bool:
    """Say what booking a file would do. False when none waits for it, or another worker is at it."""
    with sole_worker.on(reference) as is_ours, _bookkeeping():
        upload = _waiting(reference, UploadState.CHECKING) if is_ours else None
        if upload is None:
            return False
        report = bank_files.preview(controller=upload.controller, content=_content(upload), file=reference)
        with suppress(uploads.NotNow), transaction.atomic():
            locked = uploads.lock(reference, UploadState.CHECKING)
            locked.findings = findings_of(report)
            locked.state = UploadState.CHECKED if report.is_faulty or report.books else UploadState.NOTHING_NEW
            locked.save()
            trail.record(
                events.UPLOAD_CHECKED, envelopes=[locked.envelope_id], reference=reference, count=report.read_count
            )
        return True


@transaction.atomic
def order(*, upload: ImportUpload, by: UUID, at: datetime) -> ImportUpload:
    """Have a checked file booked, before its day is over. Raises uploads.NotNow."""
    locked = uploads.lock(upload.reference, *uploads.MAY_BE_ORDERED)
    if locked.ends_at <= at:
        raise uploads.NotNow
    locked.state, locked.ordered_by = UploadState.IMPORTING, by
    locked.save()
    trail.record(events.IMPORT_ORDERED, envelopes=[locked.envelope_id], reference=locked.reference)
    return locked


def work_off(*, reference: str, at: datetime) -> bool:
    """Book a file that was ordered: all of it and the note that it was done, or nothing. False as for ``check``."""
    with sole_worker.on(reference) as is_ours, _bookkeeping():
        upload = _waiting(reference, UploadState.IMPORTING) if is_ours else None
        if upload is None:
            return False
        content = _content(upload)
        with transaction.atomic():
            locked = uploads.lock(reference, UploadState.IMPORTING)
            report = bank_files.book(controller=locked.controller, content=content, file=reference, at=at)
            locked.findings, locked.payment_file = findings_of(report), report.file
            locked.state = UploadState.IMPORTED if report.file else UploadState.CHECKED
            locked.save()
        return True


def findings_of(report: Report) -> dict[str, Any]:
    """What may be kept in the clear of what a file does: counts, places, and amounts with numbers of our own."""
    problems = [*report.refusal, *report.problems]
    return {
        "read": report.read_count,
        **{name: report.counts[name] for name in ("allocated", "unallocated", "outgoing", "doubtful", "unchanged")},
        "rejected": len(report.refusal) or report.problem_count,
        "problem_count": len(report.refusal) or report.problem_count,
        "problems": [_told(problem) for problem in problems],
        "notices": {},
        "lines": [
            {
                "line": line.line,
                "amount_minor": line.amount_minor,
                "currency": line.currency,
                "standing": str(line.standing) if line.standing else "",
                "payment": line.payment_reference,
                "case": line.case_reference,
            }
            for line in report.lines[:MOST_LINES_SHOWN]
        ],
    }


def _told(problem: Problem) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("line", "xpath", "field", "code", "message")}


def _waiting(reference: str, state: str) -> ImportUpload | None:
    found = ImportUpload.objects.select_related("controller", "envelope")
    return found.filter(reference=reference, state=state, kind=PAYMENTS).first()


def _content(upload: ImportUpload) -> BinaryIO:
    """The file, read piece by piece from under the seal."""
    envelopes.open([upload])
    return opened(SealedFile.objects.get(pk=upload.file))


def _bookkeeping() -> AbstractContextManager[access.Context]:
    """The same access for bookkeeping: a bank's file serves nothing else."""
    here = access.current()
    if here is None:
        raise trail.NoActor("Working off a file needs somebody who does it.")
    return access.context(
        actor=here.actor,
        purpose=Purpose.BOOKKEEPING,
        channel=here.channel,
        request_id=here.request_id,
        controllers=here.controllers,
    )
