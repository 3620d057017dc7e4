from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.services import staff
from personal_data import access
from personal_data.purposes import Purpose


class Command(BaseCommand):
    help = "Enter the undertaking of secrecy of a member of staff whose account is older than the demand for one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The e-mail address with which the person signs in.")
        parser.add_argument("--on", required=True, type=date.fromisoformat, metavar="DATE", help="The day on it.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower(), is_active=True).first()
        if user is None:
            raise CommandError("Nobody signs in with that address.")
        with access.context(actor=access.system("promise_secrecy"), purpose=Purpose.SECURITY, channel="command"):
            try:
                staff.promise_secrecy(user=user, on=options["on"], at=timezone.now())
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{user.email} promised secrecy on {options['on']}.")
