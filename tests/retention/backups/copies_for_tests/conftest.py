"""A test installation beside the house, and a copy that was made for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retention.models import CopyForTests
from tests.retention.backups.conftest import Empty, House
from tests.retention.backups.copies_for_tests.sites import Site, approved, made


@pytest.fixture
def site(house: House, empty: Empty, settings: Any, tmp_path: Path) -> Iterator[Site]:
    site = Site(house, settings, empty, tmp_path / "site")
    yield site
    site.leave()


@pytest.fixture
def copy(site: Site) -> CopyForTests:
    """A copy that was asked for, approved for three days, and made; its key has arrived."""
    copy = made(site, approved(site))
    site.bring_key(copy)
    return copy
