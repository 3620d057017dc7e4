import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from config.services import ports
from tests.config import commands


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        yield squatter.getsockname()[1]


def _ask(port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.services"],
        cwd=commands.ROOT,
        env={**os.environ, "PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_taken_port_is_explained_with_one_that_is_free(taken: int) -> None:
    said = ports.explanation(taken)
    assert said.startswith(f"Port {taken} is taken by another program.")
    assert ports.is_free(int(said.rpartition("PORT=")[2].partition(" ")[0]))
    assert ports.explanation(ports.free()) == ""


def test_the_last_port_is_explained_with_a_lower_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_obstacle", lambda port: errno.EADDRINUSE if port > 65_000 else None)
    assert ports.explanation(65_535).endswith("PORT=1024 make run")


def test_a_port_of_the_administrator_is_not_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_obstacle", lambda port: errno.EACCES if port < 1_024 else None)
    assert ports.explanation(80) == (
        "Port 80 is for the system's administrator only. Choose another port: PORT=1024 make run"
    )


def test_make_run_asks_before_anything_is_started(taken: int) -> None:
    done = _ask(str(taken))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == ports.explanation(taken)
    recipe = (commands.ROOT / "Makefile").read_text().partition("\nrun: ")[2].splitlines()
    assert "-m config.services" in recipe[1]
    assert "serve_demo" in recipe[2]


@pytest.mark.parametrize("nonsense", ["web", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(nonsense: str) -> None:
    done = _ask(nonsense)
    assert done.returncode == 1
    assert "write a number from 1 to 65535" in done.stderr


def test_a_free_port_is_silence() -> None:
    assert _ask(str(ports.free())).returncode == 0
