from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.management.naming import named
from accounts.models import User
from accounts.roles import Role
from accounts.services import rights
from personal_data import access
from personal_data.purposes import Purpose


class Command(BaseCommand):
    help = "Record that somebody looked whether a colleague still needs their rights, and take those that they do not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="Whose rights were looked at.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who has looked: a colleague.")
        parser.add_argument(
            "--take-role", action="append", default=[], choices=Role.values, help="A role that is not needed any more."
        )
        parser.add_argument(
            "--take-controller", action="append", default=[], metavar="REF", help="A controller to work for no longer."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user, by = _open(options["email"]), _open(options["by"])
        with access.context(actor=access.Actor("staff", by.pk), purpose=Purpose.SECURITY, channel="command"):
            try:
                made = rights.review(
                    user=user,
                    by=by,
                    at=timezone.now(),
                    take_roles=[Role(role) for role in options["take_role"]],
                    take_controllers=named(options["take_controller"]),
                )
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"The rights of {user.email} were reviewed: {made.kept} kept, {made.taken} taken.")


def _open(email: str) -> User:
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {email}.")
    return user
