"""A folder with servers of its own."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import place
from tests.config import commands
from tests.fixtures import servers


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose servers are stopped and whose files are gone afterwards, whatever a test did."""
    path = servers.folder(commands.ROOT / "var" / f"services-test-{os.getpid()}-{time.monotonic_ns()}")
    yield path
    commands.start(path).leave()
    shutil.rmtree(place.of(path).root)
