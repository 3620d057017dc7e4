"""``manage.py verify_certificate FILE [--item FILE ...]``: with the keys published here, or with one from a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from retention.policies import verifying
from retention.services import public_keys
from retention.verify_certificate import report


class Command(BaseCommand):
    """Verify a certificate of erasure and items of it."""

    help = "Verifies a certificate of erasure; prints the published public keys without a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="The certificate as JSON.")
        parser.add_argument("--item", type=Path, action="append", default=[], help="An item that was part of it.")
        parser.add_argument(
            "--key", type=Path, help="A public key that was published, as a file: then the database is asked nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            for each in public_keys.every():
                self.stdout.write(f"{each.name}{' (in use now)' if each.is_current else ''}\n{each.pem}")
            return
        try:
            file = options["file"].read_bytes()
            items = {path.name: path.read_bytes() for path in options["item"]}
            given = options["key"].read_bytes() if options["key"] else None
        except OSError as failure:
            raise CommandError(f"{failure.filename}: {failure.strerror}") from None
        try:
            key = _published(file) if given is None else verifying.read_key(given)
            self.stdout.write(report(file, key, items))
        except verifying.NotGenuine as refusal:
            raise CommandError(f"NOT GENUINE: {refusal}") from None


def _published(file: bytes) -> bytes:
    """The key that a certificate names, if it was ever used here."""
    signer = _signer(file)
    known = {each.name: each.raw for each in public_keys.every()}
    if signer not in known:
        raise CommandError("NOT GENUINE: it names a key that was never used here.")
    return known[signer]


def _signer(file: bytes) -> str:
    try:
        return str(json.loads(file)["signature"]["key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CommandError("NOT GENUINE: this is no certificate of erasure.") from None
