from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from personal_data import access
from personal_data.purposes import Purpose
from privacy.policies.packs.reading import PackProblem
from privacy.selectors import packs
from privacy.services import policies
from retention.services.what_if import Effect


class Command(BaseCommand):
    help = (
        "Load a policy pack with its retention rules, and enter its controller if it is not there yet. With --what-if "
        "nothing is changed: it is shown how many records would move from which day to which."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help=f"One of {', '.join(packs.names())}.")
        parser.add_argument("--what-if", action="store_true", help="Show what loading would do, and do nothing.")
        parser.add_argument("--company-number", default="", help="For a new controller whose notice gives none.")

    def handle(self, *args: Any, **options: Any) -> None:
        acting = access.context(actor=access.system("load_policy"), purpose=Purpose.RETENTION, channel="command")
        try:
            with acting:
                self._run(options)
        except PackProblem as problem:
            raise CommandError(str(problem)) from problem
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal

    def _run(self, options: dict[str, Any]) -> None:
        if options["what_if"]:
            effect = policies.foresee(name=options["name"])
            if effect is None:
                self.stdout.write("Its controller is not entered yet, so no record would move.")
                return
            self._show(effect)
            return
        done = policies.load(name=options["name"], company_number=options["company_number"], at=timezone.now())
        entered = f"{done.controller.name} is entered. " if done.is_new else ""
        said = (
            f"{done.changed} versions of rules began or ended." if done.changed else "The rules are in force already."
        )
        bound = f"Version {done.version.notice} of the notice binds from {done.version.valid_from:%Y-%m-%d} on."
        self.stdout.write(f"{entered}{said} {bound}")

    def _show(self, effect: Effect) -> None:
        table = Table(title=f"{effect.controller.name}: from {effect.on:%Y-%m-%d} on")
        for heading in ("record class", "due now", "would be due", "records"):
            table.add_column(heading, justify="right" if heading == "records" else "left")
        for move in effect.moves:
            table.add_row(
                move.record_class.name, str(move.before or "no day"), str(move.after or "no day"), f"{move.count:,}"
            )
        if effect.moves:
            console = Console(width=100)
            with console.capture() as printed:
                console.print(table)
            self.stdout.write(printed.get())
        self.stdout.write(
            f"{effect.count:,} records would move; {effect.due_at_once:,} of them would be due at once and wait for a "
            f"run; {effect.no_longer_known:,} would have no day any more. Nothing was changed."
        )
