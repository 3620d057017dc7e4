"""Where the servers of tests lie: in memory, but only where there is room and nobody else has been."""

import os
import shutil
from pathlib import Path

import pytest

from tests.fixtures import servers

GIGABYTE = 1024**3


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with plenty of memory, and a folder for files in it."""
    (tmp_path / "shm").mkdir()
    monkeypatch.setattr(servers, "_MEMORY", tmp_path / "shm")
    _set_free(monkeypatch, tmp_path, room=8 * GIGABYTE, memory=8 * GIGABYTE)
    return tmp_path / "shm"


def _set_free(monkeypatch: pytest.MonkeyPatch, folder: Path, room: int, memory: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(room, 0, room))
    (folder / "meminfo").write_text(f"MemTotal: 99999999 kB\nMemAvailable: {memory // 1024} kB\n")
    monkeypatch.setattr(servers, "_MEMORY_INFO", folder / "meminfo")


def test_each_clone_has_its_own_folder_in_memory(memory: Path) -> None:
    found = servers.folder(Path("/one/var/test-services"))
    assert found.parent == memory
    assert found == servers.folder(Path("/one/var/test-services"))
    assert found != servers.folder(Path("/other/var/test-services"))


@pytest.mark.parametrize(("room", "memory_left"), [(64 * 1024**2, 8 * GIGABYTE), (8 * GIGABYTE, GIGABYTE)])
def test_they_lie_on_the_disk_where_there_is_no_room(
    memory: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: int, memory_left: int
) -> None:
    _set_free(monkeypatch, tmp_path, room, memory_left)
    assert servers.folder(tmp_path / "var") == tmp_path / "var"


def test_they_lie_on_the_disk_where_there_is_no_such_folder(
    memory: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(servers, "_MEMORY", tmp_path / "nowhere")
    assert servers.folder(tmp_path / "var") == tmp_path / "var"


def test_servers_that_lie_there_already_stay_there(
    memory: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = servers.folder(tmp_path / "var")
    found.mkdir()
    _set_free(monkeypatch, tmp_path, room=0, memory=0)
    assert servers.folder(tmp_path / "var") == found


def test_a_link_that_somebody_has_put_there_is_not_followed(memory: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    servers.folder(tmp_path / "var").symlink_to(tmp_path / "elsewhere")
    assert servers.folder(tmp_path / "var") == tmp_path / "var"


def test_a_folder_that_somebody_else_has_put_there_is_not_used(
    memory: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    others = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: others)
    servers.folder(tmp_path / "var").mkdir()
    assert servers.folder(tmp_path / "var") == tmp_path / "var"
