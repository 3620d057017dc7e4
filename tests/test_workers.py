"""One run in several processes: what each of them noted adds up, and nothing that is missing passes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ("-n", "2", "--dist", "loadfile", "--max-worker-restart", "0")
FIRST, SECOND = (f"suite/test_{which}.py::test_it" for which in ("first", "second"))
MISSING = (
    "No test has these names written to the event table: demo.second.done",
    "Nobody registered these event names: demo.third.done",
)
PROJECT = """
[tool.pytest.ini_options]
testpaths = ["suite"]
addopts = "-p xdist -p no:cacheprovider -p tests.fixtures.recorded_names -p tests.fixtures.conformance"
"""
CONFTEST = """
from pathlib import Path
import pytest
from django.conf import settings
from django.db import connection
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
from audit import vocabulary
from tests.fixtures import conformance
conformance.RESULT = Path(__file__).parent.parent / "result" / "conformance.json"
for name in ("demo.first.done", "demo.second.done"):
    vocabulary.register(name, "Something was done")

@pytest.fixture
def write():
    def written(name):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS audit_event (name text)")
            cursor.execute("INSERT INTO audit_event VALUES (%s)", [name])
    return written
"""
TEST = """
import os, pytest
@pytest.mark.requirement("{row}", breaks="anything")
def test_it(write):
    write("{name}")
    {then}
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A small suite of two files, each of which writes one of the two registered names and proves the same row."""
    (tmp_path / "suite").mkdir()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "suite" / "conftest.py").write_text(CONFTEST)
    _write(tmp_path, "first")
    _write(tmp_path, "second")
    return tmp_path


def _write(suite: Path, which: str, name: str = "", then: str = "") -> None:
    content = TEST.format(row="AMILI-01", name=name or f"demo.{which}.done", then=then)
    (suite / "suite" / f"test_{which}.py").write_text(content)


def _run(suite: Path, *arguments: str) -> tuple[int, str]:
    hidden = {"DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=suite,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _result(suite: Path) -> Any:
    return json.loads((suite / "result" / "conformance.json").read_text())


def test_names_and_rows_of_all_workers_add_up(suite: Path) -> None:
    status, printed = _run(suite, *SHARED)
    assert status == 0, printed
    assert "2 passed" in printed
    assert _result(suite) == {"AMILI-01": {FIRST: True, SECOND: True}}


def test_what_every_worker_lacks_fails_the_run_and_is_printed(suite: Path) -> None:
    _write(suite, "second", "demo.third.done", 'print("what it said"); left = 1; assert left == 2')
    status, printed = _run(suite, *SHARED)
    assert status == 1
    for told in (*MISSING, "assert 1 == 2", "what it said"):
        assert told in printed
    assert "3 failed, 1 passed" in printed
    assert _result(suite) == {"AMILI-01": {FIRST: True, SECOND: False}}


def test_a_worker_that_dies_ends_the_run_and_unproves_what_it_ran(suite: Path) -> None:
    _write(suite, "second", then="os._exit(3)")
    status, printed = _run(suite, *SHARED)
    assert status == 1
    assert f"crashed while running '{SECOND}'" in printed
    assert _result(suite) == {"AMILI-01": {FIRST: True, SECOND: False}}


def test_the_same_is_missed_in_one_process(suite: Path) -> None:
    _write(suite, "second", "demo.third.done")
    status, printed = _run(suite, "-n", "0")
    assert status == 1
    for told in MISSING:
        assert told in printed
    assert "2 failed, 2 passed" in printed
    assert _result(suite) == {"AMILI-01": {FIRST: True, SECOND: True}}
