"""``manage.py import_payments FILE... --controller REF``: book what a bank reports."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from collections_app.intake.problems import Problem
from collections_app.management import payment_report
from collections_app.services.payments import bank_files
from collections_app.services.payments.reports import Report
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose


class Command(BaseCommand):
    """Book bank files and report on each."""

    # They judge code and settings, not data, and `migrate` has run them; here they would load every page of the house.
    requires_system_checks = ()
    help = "Book bank files (camt.053 and camt.054 of versions 2 to 8, BgMax) of one controller; each booking once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, whose account they are about, and how much to say."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--controller", required=True, metavar="REF", help="whose account it is, such as AMILI")
        parser.add_argument("--each", action="store_true", help="say what became of each payment")

    def handle(self, *args: Any, **options: Any) -> None:
        """Book one file after the other; the exit code is 1 when something could not be booked."""
        with access.context(actor=access.system("import_payments"), purpose=Purpose.BOOKKEEPING, channel="command"):
            controller = _controller(options["controller"])
            reports = self._book_all(options["files"], controller, each=options["each"])
        faulty = sum(report.is_faulty for report in reports)
        if faulty:
            raise CommandError(f"{faulty} of {len(reports)} files had something that could not be booked.")

    def _book_all(self, paths: list[Path], controller: Controller, *, each: bool) -> list[Report]:
        reports = []
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,} read"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            for path in paths:
                task = progress.add_task(path.name, total=None)
                report = _book(path, controller, lambda read, task=task: progress.update(task, completed=read))
                for line in payment_report.lines_of(report, each=each):
                    self.stdout.write(line)
                reports.append(report)
        return reports


def _controller(reference: str) -> Controller:
    controller = Controller.objects.filter(reference=reference).first()
    if controller is None:
        known = ", ".join(Controller.objects.order_by("reference").values_list("reference", flat=True)) or "none yet"
        raise CommandError(f"There is no controller {reference}. Known: {known}.")
    return controller


def _book(path: Path, controller: Controller, advanced: Any) -> Report:
    try:
        with path.open("rb") as content:
            return bank_files.book(
                controller=controller, content=content, file=str(path), at=timezone.now(), advanced=advanced
            )
    except OSError:
        message = "The file cannot be opened. Look whether it is there and may be read."
        return Report(str(path), "", refusal=(Problem(str(path), "", "unreadable", message),))
