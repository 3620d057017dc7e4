"""The schedule loads in a process of its own, before any application does, as worker and scheduler load it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_in_a_process_that_has_loaded_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import config.celery; print(config.celery.app.main)"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "sigill"), done.stderr


def test_the_worker_looks_at_the_journal_before_its_first_task() -> None:
    code = (
        "import config.celery as c; from celery.signals import worker_init; c.app.loader.import_default_modules(); "
        "print([each[1]().__name__ for each in worker_init.receivers])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "look_at_the_journal" in done.stdout, done.stderr


def test_so_does_the_health_check_of_the_containers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import config.health.__main__"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
