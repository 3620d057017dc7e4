"""``manage.py reindex_debtors --controller REF``: write anew by what debtors with foreign numbers are found."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from collections_app.models import Debtor
from personal_data import access
from personal_data.models import Controller
from personal_data.national_ids import Kind
from personal_data.purposes import Purpose
from personal_data.services import reindexing

_BATCH = 200


class Command(BaseCommand):
    """Numbers of the Nordic registers are stored in one form; others as they were given, so their tokens depend on how
    dots and slashes are read."""

    help = "Write the search tokens of debtors with foreign identity numbers anew, after their form has changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose debtors."""
        parser.add_argument("--controller", required=True, metavar="REF", help="such as AMILI")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open each profile, which is recorded, and write its tokens."""
        controller = Controller.objects.filter(reference=options["controller"]).first()
        if controller is None:
            raise CommandError(f"There is no controller {options['controller']}.")
        foreign = Debtor.objects.filter(envelope__controller=controller, identity_number__isnull=False)
        foreign = foreign.exclude(identity_scheme__in=[kind.value for kind in Kind])
        ids = list(foreign.order_by("id").values_list("envelope_id", flat=True))
        with access.context(actor=access.system("reindex_debtors"), purpose=Purpose.SECURITY, channel="command"):
            done = sum(reindexing.reindex(envelope_ids=each) for each in _batches(ids))
        self.stdout.write(f"{done:,} of {len(ids):,} debtors with foreign numbers are found by their numbers anew.")
        if done < len(ids):
            self.stdout.write("The others are blocked or were erased meanwhile; run this again when the blocks end.")


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    yield from (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
