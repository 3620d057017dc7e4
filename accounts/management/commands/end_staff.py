from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import staff
from personal_data import access
from personal_data.purposes import Purpose


class Command(BaseCommand):
    help = "End an account, for instance when somebody leaves: roles and controllers end, and so does every session."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The e-mail address with which the person signs in.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("Nobody signs in with that address.")
        if not user.is_active:
            raise CommandError("That account has ended already.")
        actor = access.system("end_staff")
        with access.context(actor=actor, purpose=Purpose.SECURITY, channel="command"):
            staff.deactivate(user=user, by=actor.id, at=timezone.now())
        self.stdout.write(f"The account {user.reference} has ended. What was recorded of its work stays with it.")
