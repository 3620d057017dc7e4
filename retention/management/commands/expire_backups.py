from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from personal_data import access
from personal_data.purposes import Purpose
from retention.services.backups import expiring


class Command(BaseCommand):
    help = "List the back-ups in a folder and remove those whose thirty-five days are over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="Where the back-ups lie.")
        parser.add_argument("--list", action="store_true", help="Remove nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for each in expiring.found_in(options["directory"]):
            state = "has ended" if each.has_ended(now) else "is kept"
            opens = "can be opened" if each.can_be_opened else "cannot be opened any more: its key epoch is gone"
            self.stdout.write(f"{each.about.reference}: {each.about.made:%Y-%m-%d}, {state}, {opens}.")
        if not options["list"]:
            with access.context(actor=access.system("expire_backups"), purpose=Purpose.RETENTION, channel="command"):
                gone = expiring.expire(place=options["directory"].absolute(), at=now)
            self.stdout.write(f"{len(gone)} removed.")
