"""What root makes for programs that are not root belongs to the owner of the folder."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from personal_data import ownership
from personal_data.keys import DirectoryKeyRing

# Only root can give files away; for everybody else files are their own, and that must stay so.
OWNER = 4711 if os.geteuid() == 0 else os.geteuid()


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A folder of the account under which the programs run."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, OWNER, -1)
    return folder


def test_a_key_is_readable_for_the_owner_of_the_ring_alone(theirs: Path) -> None:
    DirectoryKeyRing(theirs).advance(at=datetime(2026, 11, 21, tzinfo=UTC))
    (key,) = theirs.iterdir()
    assert key.stat().st_uid == OWNER
    assert key.stat().st_mode & 0o777 == 0o600


def test_folders_are_made_for_the_owner_of_the_one_in_which_they_lie(theirs: Path) -> None:
    ownership.make_folder(theirs / "files" / "ab")
    for each in (theirs / "files", theirs / "files" / "ab"):
        assert each.stat().st_uid == OWNER
    assert (theirs / "files" / "ab").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path, theirs: Path) -> None:
    before = tmp_path.stat()
    ownership.make_folder(tmp_path)
    assert (tmp_path.stat().st_uid, tmp_path.stat().st_mode) == (before.st_uid, before.st_mode)
