"""``manage.py export_audit_trail``: a part of the trail with the proofs that an outsider needs."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import acting
from audit.tree import checkpoints, exporting, signing
from audit.tree.proofs import NotSealed


class Command(BaseCommand):
    """Write the export, and print the public keys that check it."""

    help = "Export the events of some days with proofs; check them with: python -m audit.verify FILE --key LINE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which days, where to, and which earlier head the export must continue."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", type=_day, required=True, dest="start", metavar="DATE")
        parser.add_argument("--until", type=_day, required=True, metavar="DATE", help="The last day (in UTC).")
        parser.add_argument("--since-head", type=Path, metavar="FILE", help="A signed head from earlier.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export."""
        earlier = self._earlier(options["since_head"])
        end = options["until"] + timedelta(days=1)
        if end <= options["start"]:
            raise CommandError("The last day lies before the first.")
        who = acting.Acting(acting.system("export_audit_trail"), "security", "command")
        count = -1
        try:
            with acting.declared(who), options["file"].open("x") as file:
                for line in exporting.export(start=options["start"], end=end, earlier=earlier):
                    file.write(f"{line}\n")
                    count += 1
        except FileExistsError:
            raise CommandError(f"{options['file'].name} exists already; nothing is overwritten.") from None
        except (NotSealed, IndexError) as error:
            options["file"].unlink(missing_ok=True)
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} events exported. The public keys that check them:")
        for line in signing.published():
            self.stdout.write(line)

    def _earlier(self, path: Path | None) -> str:
        if path is None:
            return ""
        try:
            note = path.read_text()
            checkpoints.verified(note, signing.known())
        except (OSError, checkpoints.BadNote) as error:
            raise CommandError(f"The earlier head cannot be used: {error}") from None
        return note


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-21.") from None
