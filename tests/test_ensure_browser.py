"""``make test`` without a browser: it installs one where it may, else it says how and stops."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent / "ensure_browser.sh"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of programs in which there is no browser."""
    _program(tmp_path, "id", "echo 1000")
    (tmp_path / "sh").symlink_to(str(shutil.which("sh")))
    return tmp_path


def _program(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!{shutil.which('sh')}\n{body}\n")
    (folder / name).chmod(0o755)


def _run(programs: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT], env={"PATH": str(programs)}, capture_output=True, text=True, check=False)


def test_a_browser_that_is_there_is_enough(bare: Path) -> None:
    _program(bare, "google-chrome", "exit 0")
    done = _run(bare)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_root_the_one_command_is_printed_and_nothing_is_tried(bare: Path) -> None:
    _program(bare, "apt-get", "echo tried; exit 1")
    done = _run(bare)
    assert done.returncode != 0
    assert "sudo apt-get install -y chromium" in done.stderr
    assert "tried" not in done.stdout


def test_root_installs_one(bare: Path) -> None:
    _program(bare, "id", "echo 0")
    _program(bare, "apt-get", f"echo apt-get $* >> {bare}/asked")
    assert _run(bare).returncode == 0
    assert "install -y -qq --no-install-recommends chromium" in (bare / "asked").read_text()


def test_an_installation_that_fails_is_not_taken_for_a_browser(bare: Path) -> None:
    _program(bare, "id", "echo 0")
    _program(bare, "apt-get", "exit 100")
    done = _run(bare)
    assert done.returncode != 0
    assert "sudo apt-get install -y chromium" in done.stderr
