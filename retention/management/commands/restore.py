import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from personal_data.journal.chain import Broken
from personal_data.keys import EpochGone
from retention.services.backups import restoring
from retention.services.backups.restoring import Restored
from retention.services.backups.sealed import Damaged


class Command(BaseCommand):
    help = (
        "Restore a back-up into an empty database (after `create_roles` and `migrate`) and an empty file store, then "
        "replay the erasure journal. No page is served before nothing is left over. Only a person who kept back-ups "
        "when it was made may; it is recorded who did."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR", help="The folder of the back-up (BU-...).")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="The keeper of back-ups who restores it.")
        parser.add_argument(
            "--keys-from", type=Path, metavar="DIR", help="Where its wrapped keys lie, or those of another back-up."
        )
        parser.add_argument("--json", action="store_true", help="Say it for programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restoring.restore(
                folder=options["directory"], keys_from=options["keys_from"], email=options["by"], at=timezone.now()
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except (Damaged, EpochGone, Broken) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(_as_json(done) if options["json"] else _in_words(done))
        if not done.is_clean:
            left = [*done.findings, *(f"{reason}: {count}" for reason, count in done.replayed.left.items())]
            raise CommandError(f"Not clean, so nothing is served: {'; '.join(left)}. Mend it, then `replay_journal`.")


def _as_json(done: Restored) -> str:
    return json.dumps(
        {
            "reference": done.reference,
            "rows": done.rows,
            "done": done.replayed.done,
            "left": done.replayed.left,
            "findings": done.findings,
        }
    )


def _in_words(done: Restored) -> str:
    count = done.replayed.done
    return (
        f"{done.reference}: {done.rows:,} rows restored; of {done.replayed.entries:,} entries of the journal "
        f"{count['erasure']:,} envelopes were erased again, {count['block_placed']:,} blocks placed and "
        f"{count['block_lifted']:,} lifted again."
    )
