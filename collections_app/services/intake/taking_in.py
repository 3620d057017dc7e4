"""Intake: importing a creditor's file, batch by batch, with a report that holds no personal data."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.intake import kept
from collections_app.intake.documents import Row
from collections_app.intake.problems import RowProblem
from collections_app.models import Creditor, ImportFile, IntakeDecision, IntakeItem, IntakeItemKind, IntakeItemStatus
from collections_app.services import references
from collections_app.services.intake import arrivals as intake_arrivals
from collections_app.services.intake.arrivals import Arrival
from collections_app.services.intake.batch import Booking, Counts, Meanwhile
from collections_app.services.intake.chunks import Chunk, Chunks
from personal_data import access, envelopes
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)

MOST_PROBLEMS_KEPT = 1000


class NobodyActs(ValidationError):
    """An import says who runs it."""

    def __init__(self) -> None:
        super().__init__(_("An import needs an access context."), code="nobody_acts")


@transaction.atomic
def begin(*, creditor: Creditor, file_sha256: str, at: datetime) -> ImportFile:
    """Start the report on one file."""
    return begin_report(
        creditor=creditor,
        reference=references.take(kind="import", year=at.year)[0],
        digest=intake_arrivals.file_digest(creditor, file_sha256),
        at=at,
    )


@transaction.atomic
def begin_report(*, creditor: Creditor, reference: str, digest: bytes, at: datetime) -> ImportFile:
    """Start the report under a number that was given before.

    The moment of its beginning is what its claims are known by (``Claim.received_at``), so no two imports of a creditor
    share it.
    """
    while ImportFile.objects.filter(creditor=creditor, started_at=at).exists():
        at += timedelta(microseconds=1)
    return ImportFile.objects.create(
        controller=creditor.controller, creditor=creditor, reference=reference, file_digest=digest, started_at=at
    )


def take_in(
    *,
    import_file: ImportFile,
    rows: Iterable[Row | RowProblem],
    at: datetime,
    on_problem: Callable[[RowProblem], None],
) -> ImportFile:
    """Book the good rows of a file and hand back the bad ones.

    Each batch is booked as a whole or not at all; what is booked stays booked once when the file comes again. The
    batches share nothing in memory, so a file may have any size.
    """
    chunks = Chunks(import_file.creditor, rows)
    while chunk := chunks.take():
        for problem in chunk.problems:
            on_problem(problem)
        _book_chunk(import_file, chunk, at, chunks.read_ahead)
    return import_file


@transaction.atomic
def finish(*, import_file: ImportFile, at: datetime) -> ImportFile:
    """Close the report."""
    import_file.finished_at = max(at, import_file.started_at)
    import_file.save(update_fields=["finished_at"])
    trail.record(events.INTAKE_FINISHED, reference=import_file.reference, count=import_file.new_count)
    return import_file


def _book_chunk(import_file: ImportFile, chunk: Chunk, at: datetime, meanwhile: Meanwhile) -> None:
    with transaction.atomic(), _fresh_keys():
        counts = book(
            creditor=import_file.creditor,
            arrivals=chunk.arrivals,
            at=at,
            import_file=import_file,
            meanwhile=meanwhile,
        )
        import_file.read_count += chunk.read_count
        import_file.new_count += counts.new
        import_file.credited_count += counts.credited
        import_file.unchanged_count += counts.unchanged
        import_file.set_aside_count += counts.set_aside
        import_file.rejected_count += len(chunk.problems)
        room = MOST_PROBLEMS_KEPT - len(import_file.problems)
        import_file.problems += list(islice(_problems(chunk.problems), room))
        import_file.notices = dict(Counter(import_file.notices) + chunk.notices)
        import_file.save()


@transaction.atomic
def book(
    *,
    creditor: Creditor,
    arrivals: list[Arrival],
    at: datetime,
    import_file: ImportFile | None = None,
    is_decided: bool = False,
    meanwhile: Meanwhile = lambda pump: None,
) -> Counts:
    """Book documents, and the credit notes that have waited for them."""
    booking = Booking(creditor, at, import_file=import_file, is_decided=is_decided)
    booking.book(arrivals, meanwhile=meanwhile)
    _book_waiting(creditor, list(booking.booked_invoices), at)
    return booking.counts


def _book_waiting(creditor: Creditor, invoices: list[bytes], at: datetime) -> None:
    """Credit notes that came before their invoices: the order in which files come makes no difference."""
    waiting = (
        IntakeItem.objects.select_related("creditor__controller")
        .order_by("reference")
        .filter(
            creditor=creditor,
            awaits_digest__among=invoices,
            status=IntakeItemStatus.OPEN,
            kind=IntakeItemKind.UNMATCHED_CREDIT_NOTE,
        )
    )
    items = [item for item in envelopes.open_page(waiting) if item.payload.is_open] if invoices else []
    if items:
        booking = Booking(creditor, at, is_decided=True)
        booking.book([arrival_of(item) for item in items])
        done = [item for item in items if bytes(item.document_digest) in booking.booked]
        settle(items=done, decision=IntakeDecision.BOOKED, by=_who(), at=at)


def arrival_of(item: IntakeItem) -> Arrival:
    """The document that was set aside; its envelope must be open."""
    return intake_arrivals.arrive(item.creditor, kept.from_json(item.payload.reveal()))


def settle(*, items: list[IntakeItem], decision: IntakeDecision, by: UUID, at: datetime) -> None:
    """Note what was decided; from now on the retention clock of the document set aside runs."""
    for item in items:
        today = at.astimezone(ZoneInfo(item.creditor.controller.time_zone)).date()
        envelopes.set_trigger(envelopes=[item.envelope_id], trigger_on=today)
    IntakeItem.objects.filter(pk__in=[item.pk for item in items]).update(
        status=IntakeItemStatus.DECIDED, decision=decision, decided_by=by, decided_at=at
    )
    trail.record(events.INTAKE_ITEM_DECIDED, reason=str(decision.value), count=len(items))


def _problems(bad: Iterable[RowProblem]) -> Iterator[dict[str, str | int | None]]:
    for row in bad:
        for problem in row.problems:
            yield {
                "line": problem.line,
                "xpath": problem.xpath,
                "field": problem.field,
                "code": problem.code,
                "message": problem.message,
            }


def _fresh_keys() -> AbstractContextManager[access.Context]:
    """The same access with an empty set of keys, so that those of one batch do not outlive it."""
    here = access.current()
    if here is None:
        raise NobodyActs
    return access.context(
        actor=here.actor,
        purpose=here.purpose,
        channel=here.channel,
        request_id=here.request_id,
        controllers=here.controllers,
    )


def _who() -> UUID:
    here = access.current()
    if here is None:
        raise NobodyActs
    return here.actor.id
