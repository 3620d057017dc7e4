from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from audit import installation
from audit.standing import reference


class Command(migrate.Command):
    help = "Migrate as the owner, then install functions, triggers, rights and the erasure gate (idempotent)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
        parser.add_argument(
            "--accept-differences",
            action="store_true",
            help="What was changed by hand since the last migration was changed on purpose: it belongs there.",
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Say which login is missing before anything looks for it."""
        missing = [role for role in ("owner", "gatekeeper") if role not in settings.DATABASES]
        if options["database"] == "owner" and missing:
            names = " and ".join(f"{role.upper()}_DATABASE_URL" for role in missing)
            raise CommandError(
                f"{names} must be set (or ..._FILE): tables and the erasure gate are made by these logins."
            )
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, install, and write down what was made."""
        changes_nothing = options["plan"] or options["check_unapplied"]
        if changes_nothing or options["database"] != "owner":
            super().handle(*args, **options)
            return
        before = reference.before()
        if before and options["verbosity"]:
            for difference in before.findings:
                self.stdout.write(f"Changed by hand since the last migration: {difference}")
        if not options["app_label"] and _is_behind():
            installation.take_views_down()
        super().handle(*args, **options)
        if not options["app_label"]:
            installation.install()
            if options["verbosity"]:
                self.stdout.write(f"Installed {len(installation.steps())} steps: triggers, rights, gate.")
        reference.write(None if options["accept_differences"] else before)


def _is_behind() -> bool:
    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
