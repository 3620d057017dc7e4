from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personal_data import access
from personal_data.purposes import Purpose
from retention.policies.verifying import NotGenuine
from retention.services import copies_for_tests, wiping
from retention.services.backups import loading, restoring


class Command(BaseCommand):
    help = (
        "On a test installation: wipe the copy of production data that is here, now; it wipes itself when its days are "
        "over. With --statement, on the production installation: keep what the test installation signed about it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--statement", type=Path, metavar="FILE", help="The signed statement of a wipe.")
        parser.add_argument("--by", metavar="EMAIL", help="The keeper of back-ups who brings the statement.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(_noted(options["statement"], options["by"]) if options["statement"] else _wiped())
        except (ValidationError, NotGenuine, OSError, ImproperlyConfigured) as refusal:
            messages = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            raise CommandError(" ".join(messages)) from None


def _wiped() -> str:
    with access.context(actor=access.system("wipe_copy"), purpose=Purpose.RETENTION, channel="command"):
        path = wiping.wipe(at=timezone.now())
    if path is None:
        raise CommandError("No copy of production data is here.")
    return f"Wiped. Bring {path} to the production installation: wipe_copy --statement."


def _noted(path: Path, email: str | None) -> str:
    if not email:
        raise CommandError("Say who brings it: --by EMAIL.")
    person = loading.keeper(email)
    with restoring.acting_as(person.pk):
        copy = copies_for_tests.note_wiped(file=path.read_bytes())
    return (
        f"{copy.reference} was wiped at {copy.wiped_at:%Y-%m-%d %H:%M} UTC. Its key there is destroyed; destroy what "
        "is left of it where copy_for_tests laid it (--key-to) and wherever it was carried, since no program does."
    )
