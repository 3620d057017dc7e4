"""A bank's file, whichever of the accepted forms it has, as bookings and problems."""

from collections.abc import Iterator

from collections_app.intake import ubl_xml
from collections_app.intake.problems import Problem, Refused
from collections_app.payments.bgmax import looks_like_bgmax, read_bgmax
from collections_app.payments.camt import looks_like_camt, read_camt
from collections_app.payments.entries import BankEntry

MOST_BYTES = ubl_xml.MOST_BYTES


def form_of(data: bytes) -> str:
    """The form of a file by its first bytes: ``camt``, ``bgmax``, or empty when it is neither."""
    if looks_like_camt(data):
        return "camt"
    return "bgmax" if looks_like_bgmax(data) else ""


def read_bank_file(data: bytes, file: str) -> Iterator[BankEntry | Problem]:
    """The bookings of a file one by one, and a problem for each that cannot be booked.

    Raises Refused, also in the middle of the file, when the file as a whole cannot be trusted.
    """
    if len(data) > MOST_BYTES:
        raise Refused(ubl_xml.too_large(file))
    if looks_like_bgmax(data):
        yield from read_bgmax(data, file)
        return
    if not looks_like_camt(data):
        message = "The file is neither camt.053, camt.054 nor BgMax. Ask the bank for one of these."
        raise Refused(Problem(file, "", "format", message, 1))
    yield from read_camt(data, file)
