"""Erases case files with django-gdpr-assist, one batch in each transaction, and prints how long each batch took."""

import json
import sys
import time
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction


def main() -> None:
    """Make the library's own tables, then delete batch after batch through its managers."""
    django.setup()
    for database in ("default", "gdpr_log"):
        call_command("migrate", "gdpr_assist", database=database, verbosity=0)
    envelopes, subjects = apps.get_model("peer_files", "Envelope"), apps.get_model("peer_files", "DataSubject")
    taken = []
    for batch in json.loads(Path(settings.PEER_TASK).read_text())["batches"]:
        start = time.perf_counter()
        with transaction.atomic():
            envelopes._default_manager.filter(pk__in=batch["envelopes"]).delete()
            subjects._default_manager.filter(pk__in=batch["subjects"]).delete()
        taken.append(time.perf_counter() - start)
    json.dump(taken, sys.stdout)


if __name__ == "__main__":
    main()
