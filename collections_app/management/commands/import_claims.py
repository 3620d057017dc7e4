"""``manage.py import_claims FILE... --creditor REF``: take in invoices and credit notes of a creditor."""

import gc
import hashlib
import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from collections_app import events
from collections_app.intake import csv_columns, money
from collections_app.intake.csv_columns import Columns
from collections_app.intake.delivery import Delivery
from collections_app.intake.files import read_file
from collections_app.intake.mend_file import MendFile
from collections_app.intake.problems import Layout, RowProblem
from collections_app.management.import_report import Report
from collections_app.models import Creditor
from collections_app.services import creditors
from collections_app.services.imports import remembered_columns
from collections_app.services.imports import rows as import_rows
from collections_app.services.intake import taking_in
from personal_data import access
from personal_data.purposes import Purpose

_BLOCK = 1 << 20
_ALLOCATIONS_BETWEEN_COLLECTIONS = 250_000


class Command(BaseCommand):
    """Import files, report on each, and give back what has to be mended."""

    # They judge code and settings, not data, and `migrate` has run them; here they would load every page of the house.
    requires_system_checks = ()
    help = "Import invoices and credit notes (UBL 2.1 or CSV) of one creditor; see docs/claims_files.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, and whose they are."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--creditor", required=True, metavar="REF", help="as `manage.py list_creditors` shows it")
        parser.add_argument(
            "--currency",
            default="",
            metavar="CODE",
            type=str.upper,
            choices=tuple(money.EXPONENTS),
            help="the currency of every amount of CSV files that have no column for it",
        )

        parser.add_argument(
            "--not-used",
            default=(),
            metavar="NUMBERS",
            type=_places,
            help="the columns of CSV files that are left out, counted from the left, such as 4,7; remembered",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import one file after the other; the exit code is 1 when something could not go in."""
        context = access.context(actor=access.system("import_claims"), purpose=Purpose.INTAKE, channel="command")
        with context, _seldom_collecting():
            try:
                creditor = creditors.get(reference=options["creditor"])
            except ValidationError as refusal:
                raise CommandError(refusal.messages[0]) from None
            self._left_out: tuple[int, ...] = options["not_used"]
            reports = self._import_all(options["files"], creditor, options["currency"])
        faulty = sum(report.is_faulty for report in reports)
        if faulty:
            raise CommandError(f"{faulty} of {len(reports)} files had something that could not go in.")

    def _import_all(self, paths: list[Path], creditor: Creditor, currency: str) -> list[Report]:
        reports = []
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            for path in paths:
                task = progress.add_task(path.name, total=_size(path) or None)
                circumstances = import_rows.delivery(creditor, file=str(path), at=timezone.now(), currency=currency)
                report = self._import(path, creditor, circumstances, partial(_advance, progress, task))
                report.write(self.stdout)
                reports.append(report)
        return reports

    def _import(
        self, path: Path, creditor: Creditor, circumstances: Delivery, advanced: Callable[[int], None]
    ) -> Report:
        report = Report(path, taking_in.begin(creditor=creditor, file_sha256=_sha256(path), at=timezone.now()))

        def columns(layout: Layout) -> Columns:
            found = _known_columns(creditor, layout, circumstances.currency, self._left_out, report)
            report.unused = tuple(layout.header[each] for each in csv_columns.unused(layout.header, found.fields))
            return found

        rows = read_file(path, circumstances, advanced, columns)
        with MendFile(_mend_path(path)) as mend:

            def take(row: RowProblem) -> None:
                report.note(row, is_kept=_add(mend, row))

            taking_in.take_in(
                import_file=report.import_file, rows=rows, at=report.import_file.started_at, on_problem=take
            )
        taking_in.finish(import_file=report.import_file, at=timezone.now())
        report.mend_file = mend.path if mend.rows else None
        advanced(_size(path))
        return report


def _known_columns(
    creditor: Creditor, layout: Layout, currency: str, left_out: tuple[int, ...], report: Report
) -> Columns:
    """Where each field stands; columns that nobody needs and nobody has left out are refused, on record."""
    remembered = remembered_columns.of(creditor, layout.header)
    try:
        found = csv_columns.find_columns(layout, currency, remembered=remembered, not_used=left_out)
    except csv_columns.UnknownColumns as refusal:
        remembered_columns.record(events.COLUMNS_REFUSED, refusal.positions, report.import_file)
        raise
    if left_out:
        remembered_columns.remember(creditor, layout.header, found)
    remembered_columns.record(events.COLUMNS_LEFT_OUT, found.not_used, report.import_file)
    return found


def _places(text: str) -> tuple[int, ...]:
    """Positions from numbers such as 4,7 that are counted from one."""
    numbers = [int(each) for each in text.split(",")]
    if min(numbers) < 1:
        raise ValueError
    return tuple(number - 1 for number in numbers)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Rows are freed by counting references. Looking for cycles among all that Django holds, every 700 objects, is a
    tenth of the work; so what is there already is left out, and the rest is looked through now and then."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _mend_path(path: Path) -> Path:
    """Where bad rows go: beside the file, or where nothing may be written there, into the folder of whoever types."""
    folder = path.parent if os.access(path.parent, os.W_OK) else Path()
    return folder / f"{path.name}.mend.csv"


def _add(mend: MendFile, row: RowProblem) -> bool:
    try:
        return mend.add(row)
    except OSError as error:
        raise CommandError(
            f"The bad rows cannot be written to {mend.path} ({error.strerror}). Make room there and import the file "
            "again; what is booked stays booked once."
        ) from None


def _advance(progress: Progress, task: TaskID, read: int) -> None:
    progress.update(task, completed=read)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""  # read_file reports the unreadable file
    return digest.hexdigest()
