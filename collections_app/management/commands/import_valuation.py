"""``manage.py import_valuation FILE --controller REF ...``: take in a portfolio that is valued, under pseudonyms."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from collections_app.services.sets import importing
from collections_app.services.sets.pseudonyms import About
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose


class Command(BaseCommand):
    """Seal the rows of a file with tokens in the place of everything that identifies (ADR 61)."""

    help = "Take in a portfolio that is valued, under pseudonyms. With names it goes at /dpo/retention/sets/ only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, what it is, and who answers for it."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--controller", required=True, metavar="REF")
        parser.add_argument("--portfolio", required=True, metavar="NAME")
        parser.add_argument("--why", required=True, metavar="TEXT", help="why anonymous figures would not do")
        parser.add_argument("--until", required=True, metavar="DATE", type=date.fromisoformat, help="its last day")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who reviews retention and takes it in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file; the exit code is 1 when it was not taken."""
        person = User.objects.filter(email=options["by"], is_active=True).first()
        if person is None or not person.may(Permission.RETENTION_REVIEW):
            raise CommandError(f"{options['by']} may not take in portfolios.")
        actor = access.Actor("staff", person.pk)
        context = access.context(
            actor=actor, purpose=Purpose.COLLECTION, channel="command", controllers=person.controllers
        )
        about = About(options["portfolio"], options["why"], options["until"])
        with context, options["file"].open("rb") as content:
            try:
                made = importing.import_pseudonymised(
                    controller=_controller(options["controller"], person),
                    about=about,
                    content=content,
                    by=person.pk,
                    at=timezone.now(),
                )
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(f"{made.reference} is sealed, with tokens only. It ends on {made.ends_on:%Y-%m-%d}.")


def _controller(reference: str, person: User) -> Controller:
    found = Controller.objects.filter(reference=reference, pk__in=person.controllers).first()
    if found is None:
        raise CommandError(f"There is no controller {reference} for which {person.email} works.")
    return found
