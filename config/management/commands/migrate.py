from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from audit import installation


class Command(migrate.Command):
    help = "Migrate as the owner, then install functions, triggers, rights and the erasure gate (idempotent)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        changes_nothing = options["plan"] or options["check_unapplied"]
        if not changes_nothing and not options["app_label"] and options["database"] == "owner":
            installation.install()
            if options["verbosity"]:
                self.stdout.write(f"Installed {len(installation.steps())} steps: triggers, rights, gate.")
