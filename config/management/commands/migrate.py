from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate

from audit import installation


class Command(migrate.Command):
    help = "Migrate as the owner, then install functions, triggers, rights and the erasure gate (idempotent)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

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
        super().handle(*args, **options)
        changes_nothing = options["plan"] or options["check_unapplied"]
        if not changes_nothing and not options["app_label"] and options["database"] == "owner":
            installation.install()
            if options["verbosity"]:
                self.stdout.write(f"Installed {len(installation.steps())} steps: triggers, rights, gate.")
