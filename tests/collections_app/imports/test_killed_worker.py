"""An import outlives its worker: what a killed one left is finished by the next, and no row goes in twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from collections_app import tasks
from collections_app.models import Claim, Creditor, ImportFile, ImportUpload, UploadState
from collections_app.services.imports import check, importing
from tests.collections_app.imports.conftest import BAD, IDA, receive, rows
from tests.fixtures import databases

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def ordered(live_database: str, importing: None, acme: Creditor) -> ImportUpload:
    """A file of nine rows that was ordered to be imported."""
    upload = receive(acme, rows(*(IDA.replace("F-2", f"F-{number}") for number in range(8)), BAD))
    check.check(reference=upload.reference, at=timezone.now())
    return order(upload)


def order(upload: ImportUpload) -> ImportUpload:
    return importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())


def begun(database: str, reference: str) -> subprocess.Popen[str]:
    """A worker that has booked two batches of two rows."""
    environment = {
        **os.environ,
        **databases.urls(database),
        "KEY_DIRECTORY": settings.KEY_DIRECTORY,
        "SEALED_FILES_DIRECTORY": settings.SEALED_FILES_DIRECTORY,
    }
    command = [sys.executable, "-m", "tests.collections_app.imports.slow_worker", reference]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert any("two batches" in line for line in process.stdout), "the worker ended"
    return process


def test_is_finished_by_the_next_when_one_is_killed(ordered: ImportUpload, live_database: str) -> None:
    worker = begun(live_database, ordered.reference)
    try:
        assert not importing.work_off(reference=ordered.reference, at=timezone.now()), "two at once"
        assert Claim.objects.count() == 4
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    tasks.tend_uploads()
    ordered.refresh_from_db()
    assert ordered.state == UploadState.IMPORTED
    report = ImportFile.objects.get(reference=ordered.reference)
    assert (report.read_count, report.new_count, report.unchanged_count, report.rejected_count) == (9, 8, 0, 1)
    assert Claim.objects.count() == 8
