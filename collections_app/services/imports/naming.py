"""Naming the columns of an uploaded file: which field each holds, and which are left out on purpose."""

from django.db import transaction

from collections_app import events
from collections_app.intake import csv_columns, csv_sample
from collections_app.intake.csv_columns import Columns
from collections_app.models import ImportUpload, UploadState
from collections_app.services.imports import remembered_columns, uploads
from personal_data import envelopes


@transaction.atomic
def name_columns(*, upload: ImportUpload, columns: Columns, currency: str = "") -> ImportUpload:
    """Say in which column each field stands and which are left out, remember it, and have the file checked so.

    ``currency`` is that of the whole file, where no column has it. The envelope must be open. Raises NotNow; columns
    that are incomplete or of which nothing is said are the caller's fault.
    """
    locked = uploads.lock(upload.reference, *uploads.MAY_NAME_COLUMNS)
    if locked.creditor is None or locked.head is None or not csv_sample.is_complete(columns.fields, currency):
        raise uploads.NotNow
    envelopes.open([locked])
    head = locked.head.reveal()
    if csv_columns.unknown(head["headings"], columns) or not set(columns.fields) <= set(csv_columns.FIELDS):
        raise uploads.NotNow
    remembered_columns.remember(locked.creditor, head["headings"], columns, currency)
    remembered_columns.record(events.COLUMNS_LEFT_OUT, columns.not_used, locked)
    locked.columns, locked.not_used, locked.currency = dict(columns.fields), sorted(columns.not_used), currency
    locked.head = remembered_columns.without(head, columns.not_used)
    locked.state, locked.findings = UploadState.CHECKING, {}
    locked.save()
    return locked
