"""A bank's file, whichever of the accepted forms it has, as bookings and problems."""

from collections.abc import Iterator
from typing import BinaryIO

from collections_app.intake import xml_safety
from collections_app.intake.problems import Problem, Refused
from collections_app.payments.bgmax import looks_like_bgmax, read_bgmax
from collections_app.payments.camt import looks_like_camt, read_camt
from collections_app.payments.entries import BankEntry

MOST_BYTES = xml_safety.MOST_BYTES
HEAD_BYTES = 4096


def form_of(data: bytes) -> str:
    """The form of a file by its first bytes: ``camt``, ``bgmax``, or empty when it is neither."""
    if looks_like_camt(data):
        return "camt"
    return "bgmax" if looks_like_bgmax(data) else ""


def read_bank_file(content: BinaryIO, file: str) -> Iterator[BankEntry | Problem]:
    """The bookings of a file one by one, and a problem for each that cannot be booked. The file is never held whole.

    Raises Refused, also in the middle of the file, when the file as a whole cannot be trusted.
    """
    if content.seek(0, 2) > MOST_BYTES:
        raise Refused(xml_safety.too_large(file))
    content.seek(0)
    form = form_of(content.read(HEAD_BYTES))
    content.seek(0)
    if not form:
        message = "The file is neither camt.053, camt.054 nor BgMax. Ask the bank for one of these."
        raise Refused(Problem(file, "", "format", message, 1))
    yield from read_bgmax(content, file) if form == "bgmax" else read_camt(content, file)
