"""Fixtures for the whole suite: databases, a browser, and requirement rows."""

import itertools
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation

from config import catalogues
from tests.fixtures import databases

pytest_plugins = ["tests.fixtures.browser", "tests.fixtures.conformance", "tests.fixtures.recorded_names"]
# On a busy machine a generator may need its second; how fast the machine is says nothing about what is tested.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """One clone of the migrated template for all tests that roll back."""
    databases.drop_orphans()
    name = databases.clone_name("run")
    databases.clone(name)
    databases.point_at(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop(name)


@pytest.fixture
def live_database(django_db_setup: None, django_db_blocker: Any, settings: Any, tmp_path: Path) -> Iterator[str]:
    """A fresh clone with real commits, real roles and the committed recorder. Gives its name; dropped afterwards."""
    name = databases.clone_name(next(_numbers))
    databases.clone(name)
    settings.AUDIT_RECORDER = "audit.trail.CommittedRecorder"
    settings.KEY_DIRECTORY = str(tmp_path / "keys")
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    with django_db_blocker.unblock():
        before = databases.point_at(name)
        yield name
        connections.close_all()
        for alias, old in before.items():
            connections.settings[alias]["NAME"] = old
            connections[alias].settings_dict["NAME"] = old
    databases.drop(name)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """A page in Swedish leaves its language to the thread; the next test begins in the default one."""
    yield
    translation.deactivate()


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run against anything but the test settings; speak what the catalogues say now."""
    if not getattr(settings, "TESTING", False):
        raise pytest.UsageError("Tests run under config.settings.test only.")
    catalogues.compile_stale()
    # Every worker has to find the same tests in the same order, and some are made of sets.
    os.environ.setdefault("PYTHONHASHSEED", str(secrets.randbelow(2**32)))
