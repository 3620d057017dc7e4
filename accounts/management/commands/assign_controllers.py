from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.management.naming import named
from accounts.models import User
from accounts.services import staff
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose


class Command(BaseCommand):
    help = "Say for which controllers a member of staff works: they see the records of those, and of no others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The e-mail address with which the person signs in.")
        parser.add_argument("--add", action="append", default=[], metavar="REF", help="A controller to work for.")
        parser.add_argument("--remove", action="append", default=[], metavar="REF", help="A controller no longer.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("Nobody signs in with that address.")
        actor, now = access.system("assign_controllers"), timezone.now()
        with access.context(actor=actor, purpose=Purpose.SECURITY, channel="command"):
            for controller in named(options["add"]):
                staff.grant_controller(user=user, controller=controller, by=actor.id, at=now)
            for controller in named(options["remove"]):
                staff.revoke_controller(user=user, controller=controller, by=actor.id, at=now)
        held = Controller.objects.filter(pk__in=user.controllers).order_by("reference")
        names = ", ".join(held.values_list("reference", flat=True)) or "no controller"
        self.stdout.write(f"{user.email} works for {names}.")
