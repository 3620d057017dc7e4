"""Importing a file that was checked: ordered by somebody, done by a worker, finished by the next when that one dies."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.intake.problems import RowProblem
from collections_app.models import ImportUpload, UploadState
from collections_app.services import sole_worker
from collections_app.services.imports import rows as import_rows
from collections_app.services.imports import uploads
from collections_app.services.intake import taking_in
from personal_data import envelopes
from personal_data.file_reading import opened
from personal_data.models import SealedFile


@transaction.atomic
def order(*, upload: ImportUpload, by: UUID, at: datetime) -> ImportUpload:
    """Have a checked file imported before its day is over, or go on with one that stopped. Raises uploads.NotNow."""
    locked = uploads.lock(upload.reference, *uploads.MAY_BE_ORDERED)
    if (
        locked.ends_at <= at
        or locked.creditor is None
        or (locked.state == UploadState.STOPPED and locked.import_file is None)
    ):
        raise uploads.NotNow
    if locked.import_file is None:
        locked.import_file = taking_in.begin_report(
            creditor=locked.creditor, reference=locked.reference, digest=bytes(locked.file_digest), at=at
        )
    locked.state, locked.ordered_by = UploadState.IMPORTING, by
    locked.save()
    trail.record(events.IMPORT_ORDERED, envelopes=[locked.envelope_id], reference=locked.reference)
    return locked


def work_off(*, reference: str, at: datetime) -> bool:
    """Import a file that was ordered, from where the last worker left it. False when another is at it, or none waits.

    Each batch is booked with its counts or not at all; so the rows that were counted are those that are booked.
    """
    with sole_worker.on(reference) as is_ours:
        upload = _ordered(reference) if is_ours else None
        if upload is None or upload.creditor is None or upload.import_file is None:
            return False
        envelopes.open([upload])
        report = upload.import_file
        with opened(SealedFile.objects.get(pk=upload.file)) as content:
            rows = import_rows.of(upload, upload.creditor, content)
            left = islice(rows, report.read_count, None)
            taking_in.take_in(import_file=report, rows=left, at=report.started_at, on_problem=_told_already)
        with transaction.atomic():
            locked = uploads.lock(reference, UploadState.IMPORTING)
            taking_in.finish(import_file=report, at=at)
            locked.state = UploadState.IMPORTED
            locked.save(update_fields=["state"])
        return True


def kind_of(reference: str) -> str:
    """Of which kind an uploaded file is; claims where it has gone meanwhile, for which nothing waits then."""
    found = ImportUpload.objects.filter(reference=reference).values_list("kind", flat=True).first()
    return found or uploads.CLAIMS


@transaction.atomic
def stop(*, reference: str) -> None:
    """Note that an error stopped the work on a file; what is booked stays booked once, and somebody may go on."""
    at_work = ImportUpload.objects.select_for_update(of=("self",)).filter(
        reference=reference, state__in=[UploadState.CHECKING, UploadState.IMPORTING]
    )
    for upload in at_work:
        upload.state = UploadState.STOPPED
        upload.save(update_fields=["state"])


def waiting() -> Iterator[tuple[str, str]]:
    """The files that wait to be worked on, by reference, with what is to be done."""
    found = ImportUpload.objects.filter(state__in=[UploadState.CHECKING, UploadState.IMPORTING])
    yield from found.order_by("uploaded_at").values_list("reference", "state")


def _ordered(reference: str) -> ImportUpload | None:
    found = ImportUpload.objects.filter(reference=reference, state=UploadState.IMPORTING)
    return found.select_related("creditor__controller", "import_file__creditor__controller").first()


def _told_already(row: RowProblem) -> None:
    """The check has told what is wrong, and keeps the row to be mended."""
