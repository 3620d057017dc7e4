"""``manage.py verify_database``: are triggers, functions, rights and owners what the migrations made?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import acting
from audit.standing import checking


class Command(BaseCommand):
    """Compare, name what differs, and end with 1 where something does."""

    help = "Compare triggers, functions, rights, owners, policies and checks with what the last migrate made."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare; what was found is recorded in the trail."""
        with acting.declared(acting.Acting(acting.system("verify_database"), "security", "command")):
            standing = checking.check()
        for difference in standing.differences:
            self.stdout.write(str(difference))
        if standing.is_written_anew:
            self.stdout.write("The reference was written anew since the last check. Was there a migration?")
        if standing.differences:
            raise CommandError(f"{len(standing.differences)} differences from what the migrations made.")
        self.stdout.write("The database is what the migrations made.")
