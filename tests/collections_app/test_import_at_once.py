"""Imports against a database with real commits: two at once, and one that was killed."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections

from collections_app.models import Case, Claim, Creditor, Debtor, ImportFile
from collections_app.services import creditors
from collections_app.services.intake import chunks
from personal_data import access
from personal_data.purposes import Purpose
from tests.collections_app.conftest import ANNA, AT, Desk, rows_of
from tests.factories import collection
from tests.fixtures import databases

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 6000


def context():
    return access.context(actor=access.system("import_claims"), purpose=Purpose.INTAKE, channel="command")


@pytest.fixture
def creditor(live_database: str) -> Creditor:
    with context():
        return creditors.register(controller=collection.controller("AMILI"), name="Acme AB", country="SE", at=AT)


class TestTwoAtOnce:
    def test_make_one_debtor_and_one_case(self, creditor, tmp_path):
        def take(number: int) -> None:
            try:
                with context():
                    folder = tmp_path / str(number)
                    folder.mkdir()
                    rows = [ANNA.replace("F-1", f"F-{number}-{row}") for row in range(300)]
                    Desk(Creditor.objects.select_related("controller").get(), folder).take(rows_of(*rows))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(take, range(3)))
        assert (Debtor.objects.count(), Case.objects.count(), Claim.objects.count()) == (1, 1, 900)


class TestKilled:
    def test_leaves_whole_batches_and_is_finished_by_the_next(self, creditor, live_database, tmp_path, settings):
        path = tmp_path / "claims.csv"
        people = [ANNA.replace("20000101-2384", "").replace("F-1", f"F-{number}") for number in range(PEOPLE)]
        path.write_text(rows_of(*people), encoding="utf-8")
        environment = {
            **os.environ,
            **databases.urls(live_database),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "KEY_DIRECTORY": settings.KEY_DIRECTORY,
            "SEALED_FILES_DIRECTORY": settings.SEALED_FILES_DIRECTORY,
        }
        command = [sys.executable, "manage.py", "import_claims", str(path), "--creditor", creditor.reference]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while not Claim.objects.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        booked = Claim.objects.count()
        assert booked
        assert booked in (chunks.BATCH_ROWS, PEOPLE)
        assert Debtor.objects.count() == Case.objects.count() == booked
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert Claim.objects.count() == Debtor.objects.count() == PEOPLE
        last = ImportFile.objects.order_by("reference").last()
        assert (last.new_count, last.unchanged_count) == (PEOPLE - booked, booked)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM collections_app_historicalclaim")
            assert cursor.fetchone() == (PEOPLE,)
