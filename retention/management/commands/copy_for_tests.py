from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personal_data.journal.closing import Closed
from retention.models import CopyForTests
from retention.services import copies_for_tests
from retention.services.backups import loading, restoring


class Command(BaseCommand):
    help = (
        "Make the copy for a test installation that was asked for and approved at /dpo/retention/backups/: a back-up "
        "in a folder of its own below DIR, opened by one key epoch of its own and none of this installation's. That "
        "epoch is laid below --key-to and goes another way; whoever carries it destroys the file there, since no "
        "program does. Needs OWNER_DATABASE_URL."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("copy", metavar="CFT-...", help="The reference of the approved copy.")
        parser.add_argument("directory", type=Path, metavar="DIR", help="Where the copy's folder is made.")
        parser.add_argument("--key-to", required=True, type=Path, metavar="DIR", help="Where its key epoch is laid.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="The keeper of back-ups who makes it.")

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            raise CommandError("OWNER_DATABASE_URL must be set (or ..._FILE): only that login reads every table.")
        copy = CopyForTests.objects.filter(reference=options["copy"].strip().upper()).first()
        if copy is None:
            raise CommandError("No copy for tests has this reference.")
        try:
            person = loading.keeper(options["by"])
            with restoring.acting_as(person.pk):
                made = copies_for_tests.make(
                    copy=copy,
                    into=options["directory"].absolute(),
                    key_into=options["key_to"].absolute(),
                    by=person.pk,
                    at=timezone.now(),
                )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except Closed as closed:
            raise CommandError(str(closed)) from None
        assert made.backup is not None
        self.stdout.write(f"{made.reference}: {made.backup.rows:,} rows in {made.backup.place}.")
        self.stdout.write(f"It opens on the installation {made.installation} until {made.ends_at:%Y-%m-%d %H:%M} UTC.")
        key = options["key_to"].absolute() / made.reference
        self.stdout.write(f"Its key lies in {key} and is destroyed by no program: carry it, then destroy it there.")
