from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personal_data.journal.chain import Broken
from retention.services.backups import loading, restoring


class Command(BaseCommand):
    help = (
        "Replay the erasure journal in a database that was put back by other means than `restore`, or whose restore "
        "left something over; opens the house when nothing is left over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="EMAIL", help="The keeper of back-ups who does it.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = loading.keeper(options["by"])
            with restoring.acting_as(person.pk):
                replayed, findings = restoring.replay(after=restoring.seen(), by=person.pk, at=timezone.now())
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except Broken as problem:
            raise CommandError(str(problem)) from None
        done = ", ".join(
            f"{kind.replace('_', ' ')} {count:,}" for kind, count in sorted(replayed.done.items()) if count
        )
        self.stdout.write(f"{replayed.entries:,} entries replayed: {done or 'nothing was to be done'}.")
        if left := [*findings, *(f"{reason}: {count}" for reason, count in replayed.left.items())]:
            raise CommandError(f"Not clean, so nothing is served: {'; '.join(left)}.")
