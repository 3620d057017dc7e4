"""A worker that is killed while it makes a copy: nothing half-made is offered, and the next one finishes it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from personal_data.models import Envelope
from personal_data.purposes import Purpose
from privacy.models import AccessCopy, CopyState, Letter
from privacy.services.copies import assembly
from tests.factories import acting
from tests.fixtures import databases
from tests.privacy.copies.asking import contents, ordered
from tests.privacy.copies.people import NOW, cast
from tests.privacy.requests.asking import contacts

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
import sys
import django
django.setup()
from django.utils import timezone
from personal_data import access
from personal_data.purposes import Purpose
from privacy.services.copies import assembly
with access.context(actor=access.system("worker"), purpose=Purpose.SUBJECT_REQUEST, channel="task"):
    assembly.assemble(reference=sys.argv[1], at=timezone.now())
"""
_WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'privacy_letter'::regclass"


def test_leaves_nothing_and_the_next_finishes(live_database: str, settings: Any) -> None:
    people = cast()
    contacts(people.controller)
    environment = {
        **os.environ,
        **databases.urls(live_database),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "KEY_DIRECTORY": str(settings.KEY_DIRECTORY),
        "SEALED_FILES_DIRECTORY": str(settings.SEALED_FILES_DIRECTORY),
    }
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        reference = ordered(people).request.reference
        with databases.superuser(live_database) as other, other.transaction():
            # The copy is made and sealed, and its announcement waits here: the last moment before everything is there.
            other.execute("LOCK TABLE privacy_letter IN EXCLUSIVE MODE")
            command = [sys.executable, "-c", WORKER, reference]
            worker = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            deadline = time.monotonic() + 60
            while worker.poll() is None and time.monotonic() < deadline:
                if (row := other.execute(_WAITS).fetchone()) and row[0]:
                    break
                time.sleep(0.02)
            assert worker.poll() is None, "it was still at work"
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        assert AccessCopy.objects.get().state == CopyState.ORDERED
        assert not Envelope.objects.filter(record_class="access_copy").exists()
        assert not Letter.objects.exists()
        deadline = time.monotonic() + 30
        while not assembly.assemble(reference=reference, at=NOW):
            assert time.monotonic() < deadline, "the server has not noticed yet that the worker is gone"
            time.sleep(0.05)
        assert AccessCopy.objects.get().state == CopyState.READY
        assert contents(AccessCopy.objects.get())["request"]["reference"] == reference
