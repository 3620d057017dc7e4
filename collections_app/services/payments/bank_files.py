"""Payments: previewing and booking a bank's file.

For a page or a command, inside an access context of the purpose ``BOOKKEEPING``::

    shown = payments.preview(controller=controller, content=content, file="camt053.xml")     # writes nothing
    report = payments.book(controller=controller, content=content, file="camt053.xml", at=timezone.now())

Both return a ``Report``. ``report.refusal`` has the problems for which the file as a whole was refused: then nothing
was booked. Else ``counts`` says how many payments were allocated, left unallocated, outgoing, in doubt or already
booked, and ``lines`` says it for each of the first ``MOST_LINES``, with line, reference of the payment and case;
``problems`` names by line and XPath each booking that could not be booked. ``report.file`` is the stored
``PaymentFile``, after ``book`` only. A file is booked in one transaction: all of its good bookings, or nothing. The
same booking in another file, or the same file again, changes nothing and is counted as unchanged. A file is read
piece by piece and never held whole.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from audit import trail
from audit.uncollected import uncollected
from collections_app import events
from collections_app.intake.problems import Problem, Refused
from collections_app.models import PaymentFile
from collections_app.payments.entries import BankEntry
from collections_app.payments.files import HEAD_BYTES, form_of, read_bank_file
from collections_app.services import references
from collections_app.services.payments import judging
from collections_app.services.payments.ahead import Ahead
from collections_app.services.payments.booking import Booked, Booking
from collections_app.services.payments.reports import Report
from collections_app.services.payments.sightings import Sightings
from personal_data import access, digests
from personal_data.models import Controller

_PIECE = 1 << 20
_Advanced = Callable[[int], None]


def preview(*, controller: Controller, content: BinaryIO, file: str) -> Report:
    """Read a file and say what booking it would do. Writes nothing and opens nothing."""

    def judged(entries: Sequence[BankEntry], _ahead: Ahead) -> None:
        for each in judging.judge(controller, entries, sightings):
            report.add(Booked(each))

    report, sightings = Report(file, _form(content)), Sightings()
    try:
        _in_batches(report, content, judged)
    except Refused as refusal:
        return Report(file, report.form, refusal=refusal.problems)
    return report


def book(
    *, controller: Controller, content: BinaryIO, file: str, at: datetime, advanced: _Advanced = lambda lines: None
) -> Report:
    """Book a file: all of its good bookings in one transaction, or nothing when the file is refused.

    ``advanced`` hears after each batch how many bookings were read.
    """
    report = Report(file, _form(content))
    try:
        with transaction.atomic():
            _book(report, controller, content, at, advanced)
    except Refused as refusal:
        return Report(file, report.form, refusal=refusal.problems)
    return report


def _book(report: Report, controller: Controller, content: BinaryIO, at: datetime, advanced: _Advanced) -> None:
    stored = _begin(controller, content, report.form, at)
    sightings = Sightings(stored.pk)

    def booked(entries: Sequence[BankEntry], ahead: Ahead) -> None:
        with access.renewed():
            for each in Booking(stored, sightings, at).book(entries, meanwhile=ahead.read):
                report.add(each)
        advanced(report.read_count)

    _in_batches(report, content, booked)
    _finish(stored, report, at)
    report.file = stored


def _begin(controller: Controller, content: BinaryIO, form: str, at: datetime) -> PaymentFile:
    return PaymentFile.objects.create(
        controller=controller,
        reference=references.take(kind="payment_file", year=at.year)[0],
        format=form,
        file_digest=digests.claim_digest(controller, "bank file", _sha256(content)),
        started_at=at,
    )


def _finish(stored: PaymentFile, report: Report, at: datetime) -> None:
    stored.finished_at = at
    stored.read_count = report.read_count
    for kind in ("allocated", "unallocated", "outgoing", "doubtful", "unchanged"):
        setattr(stored, f"{kind}_count", report.counts[kind])
    stored.rejected_count = report.problem_count
    stored.problems = [
        {"line": each.line, "xpath": each.xpath, "field": each.field, "code": each.code} for each in report.problems
    ]
    stored.save()
    trail.record(events.PAYMENTS_BOOKED, reference=stored.reference, count=report.read_count)


def _in_batches(report: Report, content: BinaryIO, work: Callable[[Sequence[BankEntry], Ahead], None]) -> None:
    ahead = Ahead(_good(read_bank_file(content, report.name), report))
    while _work_on(ahead, work):
        pass


def _work_on(ahead: Ahead, work: Callable[[Sequence[BankEntry], Ahead], None]) -> bool:
    """One batch; whether there was any."""
    with uncollected():
        batch = ahead.take()
        if batch:
            work(batch, ahead)
    return bool(batch)


def _good(found: Iterable[BankEntry | Problem], report: Report) -> Iterator[BankEntry]:
    for each in found:
        if isinstance(each, Problem):
            report.note(each)
        else:
            yield each


def _form(content: BinaryIO) -> str:
    content.seek(0)
    return form_of(content.read(HEAD_BYTES))


def _sha256(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
