from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from collections_app.models import Recipient
from collections_app.services import support_sessions
from personal_data import access
from personal_data.purposes import Purpose


class Command(BaseCommand):
    help = (
        "Say of which processor somebody is who has the role technician. They see a case only while a member of staff "
        "has opened it to them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The e-mail address with which the person signs in.")
        parser.add_argument("recipient", help="The processor by its number, such as RCP-00012.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower(), is_active=True).first()
        recipient = Recipient.objects.filter(reference=options["recipient"], ended_on=None).first()
        if user is None or recipient is None:
            raise CommandError("Nobody signs in with that address, or there is no such recipient.")
        actor = access.system("bind_support")
        with access.context(actor=actor, purpose=Purpose.SECURITY, channel="command"):
            try:
                support_sessions.bind(user=user, recipient=recipient, by=actor.id, at=timezone.now())
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{user.email} looks at cases as a person of {recipient.reference}.")
