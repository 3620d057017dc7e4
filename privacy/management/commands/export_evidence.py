from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from personal_data import access
from personal_data.purposes import Purpose
from privacy.services import evidence

_MONTH = timedelta(days=31)


class Command(BaseCommand):
    help = (
        "Write one ZIP file for an auditor: each requirement with what measures it, the register of controls, the "
        "figures of the compliance monitor, reviews with their outcomes, the log of security with the newest signed "
        "head, and the tests."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The file to write; one that is there already is not overwritten.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who takes it out, and may export the trail.")
        parser.add_argument("--from", type=date.fromisoformat, dest="start", metavar="DATE", help="Default: a month.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["by"].lower()).first()
        if user is None or not user.may(Permission.TRAIL_EXPORT):
            raise CommandError("Only whoever may take the audit trail out of the house takes the evidence.")
        now = timezone.now()
        since = datetime.combine(options["start"], time(), UTC) if options["start"] else now - _MONTH
        try:
            with access.context(actor=access.Actor("staff", user.pk), purpose=Purpose.SUPERVISION, channel="command"):
                parts = evidence.write(options["file"], since=since, until=now)
        except FileExistsError:
            raise CommandError(f"{options['file'].name} exists already; nothing is overwritten.") from None
        self.stdout.write(f"{options['file']} has {', '.join(parts)}.")
