"""The rows of an uploaded claims file, read from under the seal."""

from collections.abc import Iterable, Iterator
from contextvars import copy_context
from datetime import datetime
from typing import BinaryIO, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings

from collections_app.intake.csv_claims import read_claims
from collections_app.intake.csv_columns import Columns
from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Identifier, Row, Seller
from collections_app.intake.files import read_document
from collections_app.intake.problems import RowProblem
from collections_app.intake.xml_safety import MOST_BYTES
from collections_app.models import Creditor, ImportUpload

XML, CSV = "application/xml", "text/csv"

T = TypeVar("T")


def delivery(creditor: Creditor, *, file: str, at: datetime, currency: str = "") -> Delivery:
    """The circumstances in which a file of a creditor is read; it is read again as it was on the day when it came.

    ``currency`` is that of all amounts where no column has one. A CSV file does not say who sold: the creditor did,
    under its organisation number.
    """
    return Delivery(
        file=file,
        today=at.astimezone(ZoneInfo(creditor.controller.time_zone)).date(),
        seller=Seller(Identifier(creditor.organisation_number or creditor.reference), creditor.name),
        home_country=creditor.country,
        allow_test=settings.ALLOW_TEST_NUMBERS,
        currency=currency,
    )


def of(upload: ImportUpload, creditor: Creditor, content: BinaryIO) -> Iterator[Row | RowProblem]:
    """The rows of an upload, always the same in the same order. Its envelope must be open where this is called."""
    circumstances = delivery(creditor, file=upload.reference, at=upload.uploaded_at, currency=upload.currency)
    if upload.media_type == XML:
        return iter([read_document(content.read(MOST_BYTES + 1), circumstances)])
    known = Columns(upload.columns, frozenset(upload.not_used))
    return _where_opened(read_claims(content, circumstances, columns=lambda _layout: known))


def _where_opened(rows: Iterable[T]) -> Iterator[T]:
    """The rows, each read in the access context of now: the booking of a batch has one of its own, with other keys."""
    within, source = copy_context(), iter(rows)
    nothing = object()
    while (row := within.run(next, source, nothing)) is not nothing:
        yield row  # type: ignore[misc]  # the sentinel is told apart above
