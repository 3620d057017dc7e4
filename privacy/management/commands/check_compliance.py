from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import ComplianceFigure, Verdict
from privacy.selectors.compliance import registry
from privacy.services.compliance import measuring, telling


class Command(BaseCommand):
    help = (
        "Measure every promise of the published notices against the live data, keep the figures of the day and tell "
        "the DPO what has turned. Exit code 1 when a promise is broken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--controller", metavar="REF", help="One controller only, by its reference.")
        parser.add_argument("--all", action="store_true", help="List what is kept and what is not measured, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        with access.context(actor=access.system("check_compliance"), purpose=Purpose.SUPERVISION, channel="command"):
            for controller in _controllers(options["controller"]):
                figures = measuring.measure_of(controller, at=timezone.now())
                self._show(controller, figures, everything=options["all"])
                found += figures
            telling.tell(at=timezone.now())
        counted = {verdict: sum(each.verdict == verdict for each in found) for verdict in Verdict.values}
        said = ", ".join(f"{count} {Verdict(verdict).label}" for verdict, count in counted.items())
        if counted[Verdict.BROKEN]:
            raise CommandError(f"{said}.", returncode=1)
        self.stdout.write(f"{said}.")

    def _show(self, controller: Controller | None, figures: list[ComplianceFigure], *, everything: bool) -> None:
        promises = {promise.key: promise for promise in registry.promises_of(controller)}
        table = Table(title=controller.name if controller else "The house")
        for heading in ("promise", "verdict", "broken", "soon", "out of", "rows"):
            table.add_column(heading, justify="right" if heading in ("broken", "soon", "out of") else "left")
        for each in figures:
            if everything or each.verdict in (Verdict.BROKEN, Verdict.SOON):
                out_of = "" if each.out_of is None else f"{each.out_of:,}"
                rows = ", ".join(promises[each.promise].rows)
                table.add_row(
                    each.promise, each.get_verdict_display(), f"{each.broken:,}", f"{each.soon:,}", out_of, rows
                )
        if not table.row_count:
            return
        console = Console(width=110)
        with console.capture() as printed:
            console.print(table)
        self.stdout.write(printed.get())


def _controllers(reference: str | None) -> list[Controller | None]:
    if reference is None:
        return [None, *Controller.objects.order_by("name")]
    found = Controller.objects.filter(reference=reference).first()
    if found is None:
        raise CommandError(f"There is no controller {reference!r}.")
    return [found]
