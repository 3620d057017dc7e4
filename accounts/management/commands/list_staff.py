from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import rights
from personal_data import access
from personal_data.purposes import Purpose


class Command(BaseCommand):
    help = "Write who may do what for whom to a CSV file, with the undertakings of secrecy and the reviews of rights."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The file to write; one that is there already is not overwritten.")

    def handle(self, *args: Any, **options: Any) -> None:
        with (
            access.context(actor=access.system("list_staff"), purpose=Purpose.SECURITY, channel="command"),
            options["file"].open("x", encoding="utf-8", newline="") as target,
        ):
            count = rights.write_list(target)
        self.stdout.write(f"{count} accounts are in {options['file']}.")
