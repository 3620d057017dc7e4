"""``manage.py verify_audit_trail``: is the trail what was sealed, signed and witnessed?"""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import acting
from audit.tree import verifying

_SHOWN = 100


class Command(BaseCommand):
    """Verify, name what is wrong, and end with 1 where something is."""

    help = (
        "Check every event against its leaf, the tree against its signed heads, and these against what the witnesses "
        "keep. Says exactly which event, leaf, node or head is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to check, and with how many processes."""
        parser.add_argument("--from", type=int, default=0, dest="since", metavar="EVENT",
                            help="Check events from this number on; the tree is always checked whole.")  # fmt: skip
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="Processes (default: one a core).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify."""
        if options["workers"] < 1 or options["since"] < 0:
            raise CommandError("Give at least one worker, and an event number that is not negative.")
        who = acting.Acting(acting.system("verify_audit_trail"), "security", "command")
        with acting.declared(who):
            report = verifying.check(since=options["since"], workers=options["workers"], progress=self._step)
        for finding in report.findings[:_SHOWN]:
            self.stdout.write(str(finding))
        if (rest := len(report.findings) - _SHOWN) > 0:
            self.stdout.write(f"... and {rest} more.")
        self.stdout.write(
            f"{report.events} events, {report.leaves} leaves and {report.heads} signed heads checked; "
            f"{report.unsealed} events wait to be sealed."
        )
        if not report.is_whole:
            raise CommandError("The trail is NOT what was sealed.")
        self.stdout.write("The trail is whole.")

    def _step(self, name: str) -> None:
        self.stdout.write(f"{name} ...")
