from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from collections_app.models import Creditor
from personal_data import access
from personal_data.purposes import Purpose
from retention.models import ClientWish
from retention.services import instructions


class Command(BaseCommand):
    help = (
        "Enter what a client, for whom we are the processor, wants done with its data now that the service has ended: "
        "delete them, or return them (by the status report) and then delete them (GDPR art. 28(3)(g))."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("creditor", metavar="C-...", help="The client's reference.")
        parser.add_argument("wish", choices=ClientWish.values)
        parser.add_argument("--on", required=True, type=date.fromisoformat, metavar="DAY", help="The day of erasure.")
        parser.add_argument("--paper", required=True, metavar="DOC-...", help="Where the written instruction is kept.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who enters it.")

    def handle(self, *args: Any, **options: Any) -> None:
        creditor = Creditor.objects.filter(reference=options["creditor"].strip().upper()).first()
        if creditor is None:
            raise CommandError("No creditor has this reference. `list_creditors` shows them.")
        user = User.objects.filter(email=options["by"].lower(), is_active=True).first()
        if user is None:
            raise CommandError("Nobody signs in with the address that --by names.")
        with access.context(actor=access.Actor("staff", user.pk), purpose=Purpose.RETENTION, channel="command"):
            try:
                made, count = instructions.enter(
                    creditor=creditor,
                    wish=ClientWish(options["wish"]),
                    day=options["on"],
                    paper=options["paper"],
                    by=user.pk,
                    at=timezone.now(),
                )
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{count} cases of {creditor.reference} are erased from {made.day} on.")
