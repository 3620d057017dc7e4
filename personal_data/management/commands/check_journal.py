from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personal_data import access
from personal_data.journal.entries import journal
from personal_data.purposes import Purpose
from personal_data.services import journal_keeping


class Command(BaseCommand):
    help = (
        "Verify the erasure journal line by line and settle what a crash left open. Names every line that was changed "
        "or cut, and then ends with exit code 1."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with access.context(actor=access.system("check_journal"), purpose=Purpose.RETENTION, channel="command"):
            looked = journal_keeping.check(at=timezone.now())
        for fault in looked.faults:
            self.stderr.write(str(fault))
        if looked.faults:
            raise CommandError(f"The journal in {journal().directory} does not hold.")
        self.stdout.write(f"The journal holds: {looked.length:,} lines; {looked.settled:,} open entries were settled.")
