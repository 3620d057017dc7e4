from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personal_data import access
from personal_data.purposes import Purpose
from personal_data.services import key_rotation


class Command(BaseCommand):
    help = (
        "Rotate the key-encryption epochs: begin a new one when the current one is seven days old, re-wrap all living "
        "keys (resumable), destroy epochs that were replaced 28 days ago or more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="Begin a new epoch now, whatever the age of this one.")
        parser.add_argument("--batch", type=int, default=5_000, help="Keys per transaction.")

    def handle(self, *args: Any, **options: Any) -> None:
        if "keeper" not in settings.DATABASES:
            raise CommandError("KEEPER_DATABASE_URL must be set (or ..._FILE): keys are re-wrapped by that login only.")
        with access.context(actor=access.system("rotate_keys"), purpose=Purpose.SECURITY, channel="command"):
            rotation = key_rotation.rotate(
                at=timezone.now(),
                batch=options["batch"],
                force=options["force"],
                progress=lambda total: self.stdout.write(f"{total:,} keys re-wrapped"),
            )
        state = "begun" if rotation.is_new else "current"
        self.stdout.write(f"Epoch {rotation.epoch} ({state}); {rotation.rewrapped:,} keys re-wrapped.")
        if rotation.destroyed:
            gone = ", ".join(str(number) for number in rotation.destroyed)
            self.stdout.write(f"Destroyed: epoch {gone}. What only they could open is gone for good.")
