"""The rows of an uploaded file that could not go in, handed out to be mended."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import ImportUpload
from personal_data import envelopes, files
from personal_data.models import SealedFile


class NoBadRows(ValidationError):
    """There are no rows to mend."""

    def __init__(self) -> None:
        super().__init__(_("No row of this file can be mended in a file of rows."), code="no_bad_rows")


@transaction.atomic
def download(*, upload: ImportUpload) -> Iterator[bytes]:
    """The file to mend, decrypted as it is sent; each download is an event of its own. Raises NoBadRows.

    It lies in the envelope of the upload and goes with it.
    """
    if upload.bad_rows is None:
        raise NoBadRows
    envelopes.open([upload])
    file = SealedFile.objects.get(pk=upload.bad_rows)
    trail.record(events.BAD_ROWS_DOWNLOADED, envelopes=[upload.envelope_id], reference=upload.reference)
    return files.read(file)
