"""Files that wait to be imported, and the reports on those that were."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from collections_app.models import Claim, ImportFile, ImportUpload, PaymentFile, UploadState
from personal_data import reach

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Import:
    """One file by its number: as it lies sealed, as it was imported, or both."""

    upload: ImportUpload | None
    report: ImportFile | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of reports, newest first, and where the next begins."""

    reports: Sequence[ImportFile]
    next: str


@dataclass(frozen=True, slots=True)
class Claims:
    """One page of the claims of an import, batch by batch, and where the next begins."""

    claims: Sequence[Claim]
    next: str


def claims_of(report: ImportFile, *, after: str = "") -> Claims:
    """Fifty claims that an import brought and that are still here, with their cases. Opens nothing: case number, kind,
    dates and amount are in the clear."""
    brought = Claim.objects.filter(case__creditor=report.creditor, received_at=report.started_at).select_related("case")
    if after:
        brought = brought.filter(pk__gt=UUID(after))
    found = list(brought.order_by("pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Claims(shown, str(shown[-1].pk) if len(found) > PAGE_SIZE else "")


def waiting() -> list[ImportUpload]:
    """The newest files within reach that have not been imported yet. Opens nothing."""
    found = ImportUpload.objects.filter(reach.within()).exclude(state=UploadState.IMPORTED)
    return list(found.select_related("creditor", "controller").order_by("-uploaded_at")[:PAGE_SIZE])


def page(*, after: str = "") -> Page:
    """Fifty reports within reach."""
    reports = ImportFile.objects.filter(reach.within()).select_related("creditor", "controller", "upload")
    if after:
        reports = reports.filter(pk__lt=int(after))
    found = list(reports.order_by("-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Page(shown, str(shown[-1].pk) if len(found) > PAGE_SIZE else "")


def bank_files() -> list[PaymentFile]:
    """The newest bank files within reach that were booked, with the upload they came by, if they did."""
    files = PaymentFile.objects.filter(reach.within()).select_related("controller")
    return list(files.annotate(upload_reference=F("upload__reference")).order_by("-pk")[:PAGE_SIZE])


def by_reference(reference: str) -> Import:
    """One file within reach. Raises ImportFile.DoesNotExist when neither it nor its report is there."""
    upload = (
        ImportUpload.objects.filter(reach.within(), reference=reference)
        .select_related("creditor", "controller", "import_file", "payment_file")
        .first()
    )
    report = (
        ImportFile.objects.filter(reach.within(), reference=reference).select_related("creditor", "controller").first()
    )
    if upload is None and report is None:
        raise ImportFile.DoesNotExist
    return Import(upload, report)


def imported_before(upload: ImportUpload) -> ImportFile | None:
    """The report on an earlier import of the very same file, if there is one."""
    same = ImportFile.objects.filter(creditor=upload.creditor, file_digest=bytes(upload.file_digest))
    return same.exclude(reference=upload.reference).filter(undone_at=None).order_by("-pk").first()
