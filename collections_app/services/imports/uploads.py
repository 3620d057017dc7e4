"""Uploads: taking a file in under seal, naming its columns, and letting it go after its 24 hours.

Before an import nothing of a file is anywhere else: no debtor, case or claim knows of it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import BinaryIO, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.intake import csv_columns, csv_sample
from collections_app.intake.csv_columns import Columns
from collections_app.intake.csv_lines import refuse_other_forms
from collections_app.intake.files import is_xml
from collections_app.intake.problems import Fault
from collections_app.intake.xml_safety import MOST_BYTES, too_large
from collections_app.models import Creditor, ImportUpload, UploadState
from collections_app.record_classes import IMPORT_UPLOAD
from collections_app.services import creditors, references
from collections_app.services.imports import remembered_columns
from collections_app.services.imports.rows import CSV, XML
from personal_data import digests, envelopes, files
from personal_data.models import Controller

LIES_FOR = timedelta(hours=24)
LARGEST = 200_000_000
CLAIMS = "claims"
FILE_COLUMN = "import_upload.file.v1"
_NONE_KNOWN = Columns({})
_HEAD_BYTES = 64 * 1024
_NAME_LENGTH = 200
MAY_BE_ORDERED = (UploadState.CHECKED, UploadState.NOTHING_NEW, UploadState.STOPPED)  # a roll-back makes it new again
MAY_NAME_COLUMNS = (UploadState.UNMAPPED, *MAY_BE_ORDERED)


class NotTaken(ValidationError):
    """The file is of no form that is taken; the message says how to mend it."""


class NotNow(ValidationError):
    """The upload is not in a state for this step, or its time is over."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be done with the file as it is now. Look at it again."), code="not_now")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whose file it is, what it is for, and who brought it when."""

    controller: Controller
    kind: str
    name: str
    by: UUID
    at: datetime
    creditor: Creditor | None = None


def receive(*, creditor: Creditor, name: str, content: BinaryIO, by: UUID, at: datetime) -> ImportUpload:
    """Seal a file of claims that came from a browser. What it is, its own first bytes say, not its name.

    Columns known from headings, or an earlier file of the creditor, need no name. Raises NotTaken, AssignmentEnded.
    """
    creditors.expect_assignment(creditor)
    start = content.read(_HEAD_BYTES)
    content.seek(0)
    media_type, head = _look_at(start, content)
    headings = head.headings if head else ()
    columns = remembered_columns.columns(creditor, headings) if head else Columns({})
    currency = creditor.file_currency if head and "currency" not in columns.fields else ""
    unknown = csv_columns.unknown(headings, columns)
    is_read = head is None or (csv_sample.is_complete(columns.fields, currency) and not unknown)
    origin = Origin(controller=creditor.controller, kind=CLAIMS, name=name, by=by, at=at, creditor=creditor)
    state = UploadState.CHECKING if is_read else UploadState.UNMAPPED
    upload = keep(origin, content, media_type=media_type, state=state, head=head, columns=columns, currency=currency)
    remembered_columns.record(events.COLUMNS_REFUSED, unknown, upload)
    remembered_columns.record(events.COLUMNS_LEFT_OUT, columns.not_used if is_read else (), upload)
    return upload


@transaction.atomic
def keep(
    origin: Origin,
    content: BinaryIO,
    *,
    media_type: str,
    state: UploadState,
    head: csv_sample.Sample | None = None,
    columns: Columns = _NONE_KNOWN,
    currency: str = "",
) -> ImportUpload:
    """Seal a file of a form that is taken, in an envelope of its own without subjects."""
    envelope = envelopes.create(controller=origin.controller, record_class=IMPORT_UPLOAD, subjects=[])
    digesting = _Digesting(content)
    file = files.store(
        envelope=envelope, column_id=FILE_COLUMN, media_type=media_type, content=cast("BinaryIO", digesting)
    )
    upload = ImportUpload.objects.create(
        envelope=envelope,
        controller=origin.controller,
        creditor=origin.creditor,
        kind=origin.kind,
        reference=references.take(kind="import", year=origin.at.year)[0],
        state=state,
        name=origin.name[-_NAME_LENGTH:],
        media_type=media_type,
        size=file.size,
        file_digest=digests.claim_digest(origin.controller, "file", digesting.hexdigest()),
        file=file.pk,
        uploaded_by=origin.by,
        uploaded_at=origin.at,
        ends_at=origin.at + LIES_FOR,
        columns=dict(columns.fields),
        not_used=sorted(columns.not_used),
        currency=currency,
        head=remembered_columns.without(asdict(head), columns.not_used) if head else None,
    )
    trail.record(events.UPLOAD_RECEIVED, envelopes=[envelope.pk], reference=upload.reference)
    return upload


@transaction.atomic
def check_again(*, upload: ImportUpload) -> ImportUpload:
    """Have a file read once more after an error stopped it. Raises NotNow."""
    locked = lock(upload.reference, UploadState.STOPPED)
    if locked.import_file_id is not None:
        raise NotNow
    locked.state = UploadState.CHECKING
    locked.save(update_fields=["state"])
    return locked


def lock(reference: str, *states: str) -> ImportUpload:
    """The upload, for this transaction alone, in one of these states. Raises NotNow."""
    upload = living().select_for_update(of=("self",)).filter(reference=reference, state__in=states).first()
    if upload is None:
        raise NotNow
    envelopes.prepare_to_write([upload])
    return upload


def living() -> QuerySet[ImportUpload]:
    """The files that lie here, with what they belong to."""
    return ImportUpload.objects.select_related("controller", "creditor__controller", "import_file")


def _look_at(start: bytes, content: BinaryIO) -> tuple[str, csv_sample.Sample | None]:
    """What the file is by its first bytes, and its head where it has one."""
    try:
        if is_xml(start):
            if content.seek(0, 2) > MOST_BYTES:
                raise NotTaken(too_large("").message, code="too_large")
            content.seek(0)
            return XML, None
        refuse_other_forms(start)
        if b"\0" in start:
            raise Fault("encoding", "This is neither CSV nor XML. Export the claims as “CSV UTF-8”.")
        return CSV, csv_sample.take(start)
    except Fault as fault:
        raise NotTaken(fault.message, code=fault.code) from None


class _Digesting:
    """A file whose digest is taken while it is read."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self._digest = sha256()

    def read(self, size: int) -> bytes:
        """The next bytes."""
        part = self._content.read(size)
        self._digest.update(part)
        return part

    def hexdigest(self) -> str:
        """The digest of what was read."""
        return self._digest.hexdigest()
