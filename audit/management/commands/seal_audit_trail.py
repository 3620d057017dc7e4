"""``manage.py seal_audit_trail``: what the scheduler does every few seconds, by hand."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.models import Head
from audit.tree import sealing, signing, witnesses


class Command(BaseCommand):
    """Seal what is committed."""

    help = "Give each committed event its leaf in the tree over the audit trail, and sign the head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether a new key begins."""
        parser.add_argument("--rotate-key", action="store_true", help="Begin a new signing key; the last signs along.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and print the newest head."""
        if "sealer" not in settings.DATABASES:
            raise CommandError("SEALER_DATABASE_URL must be set (or ..._FILE): only that login may add to the tree.")
        if options["rotate_key"]:
            self.stdout.write(f"The new public key: {signing.rotate(at=timezone.now())}")
        sealed = sealing.seal(at=timezone.now())
        witnesses.tell()
        head = Head.objects.order_by("size").last()
        self.stdout.write(f"{sealed} events sealed.")
        if head:
            self.stdout.write(head.note)
