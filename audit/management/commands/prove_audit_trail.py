"""``manage.py prove_audit_trail``: one proof, as ``python -m audit.verify`` checks it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import acting, events, trail
from audit.models import Head
from audit.tree import exporting, proofs
from audit.tree.proofs import NotSealed


class Command(BaseCommand):
    """Prove that an event stands in the tree, or that the tree continues an earlier one."""

    help = (
        "Print the proof that an event stands in the tree of a signed head (showing its header and commitments, and "
        "nobody's line), or that the tree continues the tree of an earlier head. Check it with: python -m audit.verify"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to prove, and in which tree."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--event", type=int, metavar="NUMBER")
        what.add_argument("--since", type=int, metavar="SIZE", help="The number of events of an earlier head.")
        parser.add_argument("--in", type=int, dest="size", metavar="SIZE", help="The head's (default: the newest).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove."""
        try:
            head = Head.objects.get(size=options["size"]) if options["size"] else proofs.newest_head()
            with acting.declared(acting.Acting(acting.system("prove_audit_trail"), "security", "command")):
                trail.record_apart(events.TRAIL_EXPORTED, count=1)
            if options["event"] is not None:
                proof = exporting.proof_of(exporting.one(options["event"]), [], size=head.size)
                lines = [exporting.heading(head), proof]
            else:
                lines = [exporting.heading(head, Head.objects.get(size=options["since"]).note)]
        except Head.DoesNotExist:
            raise CommandError("There is no head of so many events.") from None
        except (NotSealed, IndexError) as error:
            raise CommandError(str(error)) from None
        for line in lines:
            self.stdout.write(json.dumps(line))
