"""As whom ``make run`` serves when root starts it, with real processes and real files."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from config import side_by_side, unprivileged
from config.services import place

IS_ROOT = os.geteuid() == 0
UID = 4711 if IS_ROOT else os.geteuid()
ACCOUNT = pwd.struct_passwd(("somebody", "x", UID, UID if IS_ROOT else os.getegid(), "", "/nowhere", "/bin/sh"))


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Believe to be root, with one account that is really our own."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(place, "unprivileged_account", lambda: ACCOUNT)
    monkeypatch.setattr(place, "as_account", lambda account: {})


class TestChoosing:
    def test_whoever_is_not_root_runs_them_as_themselves(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert unprivileged.choose() == unprivileged.Chosen(None)

    @pytest.mark.usefixtures("as_root")
    def test_root_gives_them_to_an_account_that_can_load_all_of_it(self) -> None:
        assert unprivileged.choose() == unprivileged.Chosen(ACCOUNT)

    @pytest.mark.usefixtures("as_root")
    def test_a_python_out_of_reach_is_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(sys, "executable", str(tmp_path / "closed"))
        chosen = unprivileged.choose()
        assert chosen.account is None
        assert "the account somebody cannot run them" in chosen.why_root
        assert str(tmp_path / "closed") in chosen.why_root

    @pytest.mark.usefixtures("as_root")
    def test_a_clone_that_cannot_be_read_is_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(unprivileged, "_ROOT", tmp_path)
        assert "config.unprivileged" in unprivileged.choose().why_root

    @pytest.mark.usefixtures("as_root")
    def test_without_any_account_the_reason_is_given(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def nobody() -> None:
            raise PermissionError("there is no account")

        monkeypatch.setattr(place, "unprivileged_account", nobody)
        assert unprivileged.choose() == unprivileged.Chosen(None, "there is no account")


class TestHandingOver:
    def test_everything_below_belongs_to_the_account_and_is_closed_to_others(self, tmp_path: Path) -> None:
        folder, outside = tmp_path / "keys", tmp_path / "outside"
        (folder / "ab").mkdir(parents=True)
        for path in (outside, folder / "ab" / "one"):
            path.touch()
        (folder / "link").symlink_to(outside)
        before = outside.stat().st_uid
        unprivileged.give(folder, ACCOUNT)
        for path in (folder, folder / "ab", folder / "ab" / "one"):
            assert path.stat().st_uid == UID
        assert folder.stat().st_mode & 0o777 == 0o700
        assert outside.stat().st_uid == before

    def test_a_folder_that_is_not_there_is_made(self, tmp_path: Path) -> None:
        unprivileged.give(tmp_path / "beat" / "deep", ACCOUNT)
        assert (tmp_path / "beat" / "deep").stat().st_uid == UID


class TestPrograms:
    def test_run_as_the_account_in_its_home_without_our_groups(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o777)
        for each in tmp_path.parents:
            if each.stat().st_mode & 0o001 == 0 and os.access(each, os.W_OK):
                each.chmod(each.stat().st_mode | 0o001)
        command = ["sh", "-c", f'echo "$(id -u) $(id -G) $HOME" > {tmp_path}/who']
        (program,) = side_by_side.start({"who": command}, folder=Path("/"), account=ACCOUNT if IS_ROOT else None)
        assert program.process.wait(timeout=10) == 0
        told = (tmp_path / "who").read_text().strip()
        groups = subprocess.run(["id", "-G"], capture_output=True, text=True, check=True).stdout.strip()
        ours = f"{UID} {groups} {os.environ.get('HOME', '')}"
        assert told == (f"{UID} {UID} /nowhere" if IS_ROOT else ours)
