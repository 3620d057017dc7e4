"""Payments: previewing and booking a bank's file.

For a page or a command, inside an access context of the purpose ``BOOKKEEPING``::

    shown = payments.preview(controller=controller, data=data, file="camt053.xml")     # writes nothing
    report = payments.book(controller=controller, data=data, file="camt053.xml", at=timezone.now())

Both return a ``Report``. ``report.refusal`` has the problems for which the file as a whole was refused: then nothing
was booked. Else ``counts`` says how many payments were allocated, left unallocated, outgoing or already booked, and
``lines`` says it for each of the first ``MOST_LINES``, with line, reference of the payment and case; ``problems``
names by line and XPath each booking that could not be booked. ``report.file`` is the stored ``PaymentFile``, after
``book`` only. A file is booked in one transaction: all of its good bookings, or nothing. The same booking in another
file, or the same file again, changes nothing and is counted as unchanged.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.intake.problems import Problem, Refused
from collections_app.models import PaymentFile
from collections_app.payments.entries import BankEntry
from collections_app.payments.files import form_of, read_bank_file
from collections_app.policies.payments import Standing
from collections_app.services import references
from collections_app.services.payments import judging
from collections_app.services.payments.booking import Booked, Booking
from personal_data import access, digests
from personal_data.models import Controller

BATCH_ENTRIES = 2000
MOST_LINES = 1000
MOST_PROBLEMS = 1000
_OUT = {Standing.OUTGOING, Standing.REVERSAL}
_Advanced = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What becomes of one payment. ``standing`` is a ``Standing``, or None when it was booked before."""

    line: int | None
    amount_minor: int
    currency: str
    is_credit: bool
    standing: Standing | None
    payment_reference: str
    case_reference: str
    left_minor: int


@dataclass(slots=True)
class Report:
    """What a file holds and what becomes of it. It repeats no name, account number or message of the file."""

    name: str
    form: str
    file: PaymentFile | None = None
    read_count: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """How many payments, by ``allocated``, ``unallocated`` (wholly or partly), ``outgoing``, ``unchanged``."""
    lines: list[ReportLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    refusal: tuple[Problem, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether something in the file could not be booked."""
        return bool(self.refusal or self.problem_count)

    def add(self, booked: Booked) -> None:
        """Count one payment."""
        judged, self.read_count = booked.judged, self.read_count + 1
        entry, left = judged.arrival.entry, judged.allotment.left_minor
        self.counts[_kind(judged.standing, left)] += 1
        if len(self.lines) < MOST_LINES:
            self.lines.append(
                ReportLine(
                    line=entry.line,
                    amount_minor=judged.arrival.reported.amount_minor,
                    currency=entry.currency,
                    is_credit=entry.is_credit,
                    standing=judged.standing,
                    payment_reference=booked.payment_reference,
                    case_reference=judged.case.reference if judged.case else "",
                    left_minor=left,
                )
            )

    def note(self, problem: Problem) -> None:
        """Take down what could not be booked."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def preview(*, controller: Controller, data: bytes, file: str) -> Report:
    """Read a file and say what booking it would do. Writes nothing and opens nothing."""

    def judged(entries: Sequence[BankEntry], report: Report) -> None:
        for each in judging.judge(controller, entries):
            report.add(Booked(each))

    report = Report(file, form_of(data))
    try:
        _in_batches(report, data, judged)
    except Refused as refusal:
        return Report(file, report.form, refusal=refusal.problems)
    return report


def book(
    *, controller: Controller, data: bytes, file: str, at: datetime, advanced: _Advanced = lambda lines: None
) -> Report:
    """Book a file: all of its good bookings in one transaction, or nothing when the file is refused.

    ``advanced`` hears after each batch how many bookings were read.
    """
    report = Report(file, form_of(data))
    try:
        with transaction.atomic():
            _book(report, controller, data, at, advanced)
    except Refused as refusal:
        return Report(file, report.form, refusal=refusal.problems)
    return report


def _book(report: Report, controller: Controller, data: bytes, at: datetime, advanced: _Advanced) -> None:
    stored = _begin(controller, data, report.form, at)

    def booked(entries: Sequence[BankEntry], report: Report) -> None:
        with access.renewed():
            for each in Booking(stored, at).book(entries):
                report.add(each)
        advanced(report.read_count)

    _in_batches(report, data, booked)
    _finish(stored, report, at)
    report.file = stored


def _begin(controller: Controller, data: bytes, form: str, at: datetime) -> PaymentFile:
    return PaymentFile.objects.create(
        controller=controller,
        reference=references.take(kind="payment_file", year=at.year)[0],
        format=form,
        file_digest=digests.claim_digest(controller, "bank file", hashlib.sha256(data).hexdigest()),
        started_at=at,
    )


def _finish(stored: PaymentFile, report: Report, at: datetime) -> None:
    stored.finished_at = at
    stored.read_count = report.read_count
    for kind in ("allocated", "unallocated", "outgoing", "unchanged"):
        setattr(stored, f"{kind}_count", report.counts[kind])
    stored.rejected_count = report.problem_count
    stored.problems = [
        {"line": each.line, "xpath": each.xpath, "field": each.field, "code": each.code} for each in report.problems
    ]
    stored.save()
    trail.record(events.PAYMENTS_BOOKED, reference=stored.reference, count=report.read_count)


def _in_batches(report: Report, data: bytes, work: Callable[[Sequence[BankEntry], Report], None]) -> None:
    entries = _good(read_bank_file(data, report.name), report)
    while batch := list(islice(entries, BATCH_ENTRIES)):
        work(batch, report)


def _good(found: Iterable[BankEntry | Problem], report: Report) -> Iterator[BankEntry]:
    for each in found:
        if isinstance(each, Problem):
            report.note(each)
        else:
            yield each


def _kind(standing: Standing | None, left: int) -> str:
    if standing is None:
        return "unchanged"
    if standing in _OUT:
        return "outgoing"
    return "unallocated" if left else "allocated"
