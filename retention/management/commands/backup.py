from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personal_data.journal.closing import Closed
from retention.services.backups import loading, making, restoring


class Command(BaseCommand):
    help = (
        "Make a back-up in a folder of its own below DIR: tables, wrapped keys and sealed files, each sealed under a "
        "key that ends with the present key epoch, 28 to 35 days from now. Needs OWNER_DATABASE_URL. Only keepers of "
        "back-ups may; it is recorded who did. The key ring and the erasure journal are never part of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="Where the back-up's folder is made.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="The keeper of back-ups who makes it.")
        parser.add_argument("--keys-to", type=Path, metavar="DIR", help="Put the wrapped keys below another folder.")

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            raise CommandError("OWNER_DATABASE_URL must be set (or ..._FILE): only that login reads every table.")
        try:
            person = loading.keeper(options["by"])
            with restoring.acting_as(person.pk):
                made = making.make(
                    into=options["directory"].absolute(),
                    keys_into=options["keys_to"].absolute() if options["keys_to"] else None,
                    by=person.pk,
                    at=timezone.now(),
                )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except Closed as closed:
            raise CommandError(str(closed)) from None
        self.stdout.write(f"{made.reference}: {made.rows:,} rows, {made.size:,} bytes in {made.place}.")
        self.stdout.write(f"It can be opened until {made.expires_at:%Y-%m-%d} at the latest (key epoch {made.epoch}).")
