from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.permissions import Permission
from personal_data import access
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import Restriction
from retention.models import LegalHold

_KINDS = (BlockKind.HOLD, BlockKind.RESTRICTION, BlockKind.OBJECTION)


class Command(BaseCommand):
    help = (
        "After a restore: the holds and restrictions that were placed again from the erasure journal and whose file "
        "(reasons, owner, request) was lost with the database, so that no page lists them. With --lift one of them is "
        "lifted, when a hold or request entered anew has taken its place, or its reason has gone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lift", type=UUID, metavar="ID", help="Lift this one.")
        parser.add_argument("--by", metavar="EMAIL", help="Who lifts it; may release holds.")

    def handle(self, *args: Any, **options: Any) -> None:
        orphaned = {block.id: block for block in _orphaned()}
        if options["lift"] is None:
            for block in orphaned.values():
                scope = f"envelope {block.envelope_id}" if block.envelope_id else f"person {block.subject_id}"
                self.stdout.write(f"{block.id}: {block.kind} ({block.reason_code}) on {scope}")
            self.stdout.write(f"{len(orphaned)} without a file.")
            return
        if options["lift"] not in orphaned:
            raise CommandError("That is no block without a file: release it where its hold or request is.")
        person = User.objects.with_rights().filter(email=(options["by"] or "").lower(), is_active=True).first()
        if person is None or not person.may(Permission.HOLDS_RELEASE):
            raise CommandError("--by: nobody active with that address may release holds.")
        with access.context(
            actor=access.Actor("staff", person.pk),
            purpose=Purpose.RETENTION,
            channel="command",
            controllers=person.controllers,
        ):
            blocks.lift(orphaned[options["lift"]])
        self.stdout.write("Lifted.")


def _orphaned() -> Iterable[EnvelopeBlock]:
    filed = {each for ids in LegalHold.objects.values_list("block_ids", flat=True) for each in ids}
    filed.update(Restriction.objects.values_list("block_id", flat=True))
    standing = EnvelopeBlock.objects.filter(kind__in=_KINDS, lifted_at=None).exclude(id__in=filed)
    return standing.order_by("placed_at", "id")
