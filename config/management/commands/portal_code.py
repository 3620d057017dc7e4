from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from collections_app.models import Case
from config.demo import paper, staff
from personal_data import access
from personal_data.purposes import Purpose
from privacy.services.sign_in import codes


class Command(BaseCommand):
    help = (
        "Write and print one more sign-in letter of the demo, because each code works once. Says where the letter "
        "lies; what it says is told to nobody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case", help="the case number, for example K-2026-000001")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN:
            raise CommandError("The demo belongs to local settings. At work a handler prints the letter from the case.")
        case = Case.objects.select_related("controller").filter(reference=options["case"]).first()
        if case is None:
            raise CommandError("There is no such case.")
        hanna = User.objects.get(email=staff.DEMO_STAFF[0].email)
        acting = access.context(actor=access.system("portal_code"), purpose=Purpose.SUBJECT_REQUEST, channel="command")
        try:
            with acting, transaction.atomic():
                letter = paper.print_for(case, by=hanna.pk, at=timezone.now())
        except codes.NotAllowed as refusal:
            raise CommandError(refusal.messages[0]) from None
        self.stdout.write(
            f"Open /portal/ and type the case number {letter.case_reference} and the code that stands in the letter "
            f"{letter.place}"
        )
