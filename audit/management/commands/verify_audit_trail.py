"""``manage.py verify_audit_trail``: is the trail what was sealed, signed and witnessed?"""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import acting
from audit.models import Head
from audit.standing import checking
from audit.tree import checkpoints, lives, signing, verifying
from audit.tree.checkpoints import TreeHead

_SHOWN = 100


class Command(BaseCommand):
    """Verify, name what is wrong, and end with 1 where something is."""

    help = (
        "Check every event against its leaf, the tree against its signed heads, and these against what the witnesses "
        "keep. Says exactly which event, leaf, node or head is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to check, and with how many processes."""
        parser.add_argument("--from", dest="since", metavar="HEAD",
                            help="A head, by its number of events or by the file in which you keep it: check that the "
                            "tree holds it, and everything after it.")  # fmt: skip
        parser.add_argument("--resume", action="store_true",
                            help="Go on with a verification that was interrupted in the last six hours.")  # fmt: skip
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="Processes (default: one a core).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify."""
        if options["workers"] < 1:
            raise CommandError("Give at least one worker.")
        since = _head(options["since"]) if options["since"] else None
        who = acting.Acting(acting.system("verify_audit_trail"), "security", "command")
        with acting.declared(who):
            report = verifying.check(
                since=since, workers=options["workers"], resume=options["resume"], progress=self._step
            )
            standing = checking.check()
        for notice in report.notices:
            self.stdout.write(notice)
        for finding in report.findings[:_SHOWN]:
            self.stdout.write(str(finding))
        if (rest := len(report.findings) - _SHOWN) > 0:
            self.stdout.write(f"... and {rest} more.")
        self.stdout.write(
            f"{report.events} events, {report.leaves} leaves and {report.heads} signed heads checked; "
            f"{report.unsealed} events wait to be sealed."
        )
        for difference in standing.differences[:_SHOWN]:
            self.stdout.write(str(difference))
        if not report.is_whole:
            raise CommandError("The trail is NOT what was sealed.")
        if standing.differences:
            raise CommandError("The trail is whole, but the database is NOT what the migrations made.")
        self.stdout.write("The trail is whole.")

    def _step(self, name: str) -> None:
        self.stdout.write(f"{name} ...")


def _head(given: str) -> TreeHead:
    """The head from which on to check, signed by one of our keys."""
    keys = signing.known()
    try:
        note = Head.objects.get(size=int(given)).note if given.isdecimal() else Path(given).read_text()
        head = checkpoints.verified(note, keys)
    except (Head.DoesNotExist, OSError, checkpoints.BadNote) as error:
        raise CommandError(f"That head cannot be used: {error}") from None
    size = Head.objects.order_by("-size").values_list("size", flat=True).first() or 0
    for life in lives.known(keys)[0]:
        if life.excuses(head):
            raise CommandError(str(life))
    if head.size > size:
        raise CommandError(
            f"The trail is NOT what was sealed: the head stands for {head.size} events, there are {size}."
        )
    return head
