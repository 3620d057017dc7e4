"""What the tests of sealed personal data share."""

from collections.abc import Iterator
from typing import Any

import pytest

from personal_data import access
from personal_data.models import Controller
from tests.factories import acting, collection, due_dates


@pytest.fixture
def in_context(db: None) -> Iterator[access.Context]:
    """Hanna's access context, for collection, in a test that rolls back."""
    with acting.hanna() as here:
        yield here


@pytest.fixture
def amili(in_context: access.Context) -> Controller:
    """A Swedish controller."""
    return collection.controller()


@pytest.fixture
def file_store(settings: Any, tmp_path: Any) -> Any:
    """An empty folder for sealed files."""
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def gate(live_database: str) -> Iterator[str]:
    """A database with real commits where due dates are set by hand; Hanna acts. Gives the database's name."""
    due_dates.without_rules(live_database)
    with acting.hanna():
        yield live_database
