import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from config.services import scratch
from personal_data.journal import closing
from personal_data.journal.entries import journal
from retention.models import RestoreDrill
from retention.services.backups import comparing, loading, making, manifest, restoring

_ROOT = Path(settings.ROOT)


class Command(BaseCommand):
    help = (
        "Try to restore: make a back-up of the running system, restore it on a scratch server, replay the erasure "
        "journal, run the checks, compare what came out, and keep the report. Nothing that lives is touched. The "
        "scratch server is an embedded one, or that of SCRATCH_SUPERUSER_DATABASE_URL, never the one that serves."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="EMAIL", help="The keeper of back-ups who does it.")

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            raise CommandError("OWNER_DATABASE_URL must be set (or ..._FILE): only that login reads every table.")
        try:
            person = loading.keeper(options["by"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        with restoring.acting_as(person.pk), tempfile.TemporaryDirectory(prefix="sigill-drill-") as folder:
            try:
                self._report(self._drill(Path(folder), person))
            except (scratch.Busy, closing.Closed) as problem:
                raise CommandError(str(problem)) from None
            except FileNotFoundError as missing:
                raise CommandError(f"{missing} Or name a server: SCRATCH_SUPERUSER_DATABASE_URL.") from None

    def _drill(self, folder: Path, person: User) -> RestoreDrill:
        at, started = timezone.now(), time.monotonic()
        self._say("Making a back-up ...")
        made = making.make(into=folder / "backup", keys_into=None, by=person.pk, at=at)
        about = manifest.read(Path(made.place))
        self._say("Preparing an empty database on a scratch server, which takes a minute or more ...")
        with migrated(folder) as environment:
            self._say("Restoring it on the scratch server and replaying the erasure journal ...")
            replayed = _restore(made.place, person.email, environment)
            self._say("Comparing ...")
            erased = replayed.get("done", {}).get("erasure", 0)
            compared = comparing.compare(environment["OWNER_DATABASE_URL"], about, erased_again=erased)
        making.forget(made, at=timezone.now())
        seconds = time.monotonic() - started
        return comparing.note(at=at, by=person.pk, seconds=seconds, about=about, compared=compared, replayed=replayed)

    def _report(self, drill: RestoreDrill) -> None:
        self.stdout.write(
            f"{drill.reference}: {drill.rows:,} rows restored in {drill.seconds:.0f} s ({drill.size:,} bytes), "
            f"{drill.opened:,} keys tried, {drill.erased_again:,} envelopes erased again, "
            f"{drill.placed_again:,} blocks placed again."
        )
        for finding in drill.findings:
            self.stderr.write(finding)
        if not drill.is_passed:
            raise CommandError("The drill failed: what was restored is not what was backed up.")
        self.stdout.write("The drill passed.")

    def _say(self, what: str) -> None:
        self.stdout.write(what)
        self.stdout.flush()


@contextmanager
def migrated(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of programs that use an empty, migrated database on the scratch server."""
    with scratch.server(_ROOT / "var" / "drill-server") as addresses:
        environment = of_programs(folder, addresses)
        _run(["migrate", "--verbosity", "0"], environment)
        yield environment


def of_programs(folder: Path, addresses: dict[str, str]) -> dict[str, str]:
    """Another database, a file store and a copy of the journal of their own; the same keys."""
    shutil.copytree(journal().directory, folder / "journal", ignore=shutil.ignore_patterns("lock", "closed"))
    own = {
        **addresses,
        "JOURNAL_DIRECTORY": str(folder / "journal"),
        "SEALED_FILES_DIRECTORY": str(folder / "files"),
        "KEY_DIRECTORY": str(settings.KEY_DIRECTORY),
        "REDIS_URL": settings.CELERY_BROKER_URL,
    }
    inherited = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in own}
    return {**inherited, **own}


def _restore(place: str, email: str, environment: dict[str, str]) -> dict[str, Any]:
    """What the restore says of itself; one that does not come to its end is a finding like any other."""
    done = _asked(["restore", place, "--by", email, "--json"], environment)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    said: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    if done.returncode and not said:
        said["findings"] = [f"restore ended with exit code {done.returncode}"]
    return said


def _run(words: list[str], environment: dict[str, str]) -> None:
    done = _asked(words, environment)
    if done.returncode:
        raise CommandError(f"manage.py {words[0]} failed on the scratch server: {done.stderr.strip()[-400:]}")


def _asked(words: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
