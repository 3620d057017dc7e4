import getpass
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.management.naming import named
from accounts.roles import Role
from accounts.services import staff
from personal_data import access
from personal_data.purposes import Purpose


class Command(BaseCommand):
    help = (
        "Enter a member of staff who may sign in. The password is asked for, or read from standard input when that is "
        "no terminal; it is never an argument."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The e-mail address to sign in with.")
        parser.add_argument("--name", required=True, help="The person's name, as colleagues see it.")
        parser.add_argument(
            "--role", action="append", required=True, choices=Role.values, help="A role; may be given several times."
        )

        parser.add_argument(
            "--secrecy-on",
            required=True,
            type=date.fromisoformat,
            metavar="DATE",
            help="The day on the person's undertaking of secrecy, which is on file (YYYY-MM-DD).",
        )
        parser.add_argument(
            "--controller",
            action="append",
            default=[],
            metavar="REF",
            help="A controller to work for; may be given several times. Without one the person sees no records.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = access.system("create_staff")
        with access.context(actor=actor, purpose=Purpose.SECURITY, channel="command"):
            try:
                user = staff.create(
                    email=options["email"],
                    name=options["name"],
                    password=_password(),
                    roles=[Role(role) for role in options["role"]],
                    secrecy_on=options["secrecy_on"],
                    controllers=named(options["controller"]),
                    by=actor.id,
                    at=timezone.now(),
                )
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from refusal
        works_for = ", ".join(options["controller"]) or "no controller yet (assign_controllers changes that)"
        self.stdout.write(f"{user.email} may sign in as {', '.join(sorted(user.roles))}, and works for {works_for}.")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password (12 characters or more): ")
    if first != getpass.getpass("Once more: "):
        raise CommandError("The two passwords differ. Run the command again.")
    return first
