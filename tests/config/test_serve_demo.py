"""``make run``: what it says about a taken port, and that it leaves nothing behind."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config import side_by_side

ROOT = Path(__file__).resolve().parent.parent.parent
_SLEEP = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(600)"]
_DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('awake', flush=True); time.sleep(600)",
]


def test_a_taken_port_is_explained() -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is taken by another program.*PORT=\d+ make run"):
            call_command("serve_demo", port=port)


class TestSideBySide:
    @pytest.fixture(autouse=True)
    def _signals(self) -> object:
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = [signal.getsignal(number) for number in numbers]
        yield
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

    def test_every_line_says_whose_it_is(self, capsys: pytest.CaptureFixture[str]) -> None:
        programs = side_by_side.start({"web": ["echo", "ready"], "worker": ["echo", "ready"]}, folder=ROOT)
        for program in programs:
            program.process.wait(timeout=10)
        time.sleep(0.3)
        assert sorted(capsys.readouterr().out.splitlines()) == ["   web | ready", "worker | ready"]

    def test_the_one_that_ended_is_named_and_what_they_need_is_looked_after(self) -> None:
        programs = side_by_side.start({"web": _SLEEP, "beat": ["sleep", "0.5"]}, folder=ROOT)
        looked: list[str] = []
        ended = side_by_side.wait_for_any(programs, lambda: looked.append("looked"), every=0)
        assert ended.name == "beat"
        assert looked
        side_by_side.stop(programs)

    def test_another_takes_the_place_of_one_that_has_ended(self) -> None:
        programs = side_by_side.start({"web": _SLEEP, "worker": _SLEEP}, folder=ROOT)
        programs[1].process.kill()
        ended = side_by_side.wait_for_any(programs, lambda: None)
        assert ended.name == "worker"
        programs[1] = side_by_side.replace(ended, _SLEEP, folder=ROOT)
        assert programs[1].process.pid != ended.process.pid
        assert [(each.name, each.is_running) for each in programs] == [("web", True), ("worker", True)]
        side_by_side.stop(programs)

    def test_a_program_that_ends_again_and_again_is_given_up(self) -> None:
        patience = side_by_side.Patience(times=2, within=600)
        assert [patience.has_ended() for _ in range(3)] == [True, True, False]
        forgetful = side_by_side.Patience(times=1, within=0)
        assert [forgetful.has_ended() for _ in range(3)] == [True, True, True]

    def test_none_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(side_by_side, "_STOP_SECONDS", 1)
        programs = side_by_side.start({"web": _SLEEP, "deaf": _DEAF}, folder=ROOT)
        time.sleep(0.5)
        side_by_side.stop(programs)
        time.sleep(0.2)
        assert [program.is_running for program in programs] == [False, False]

    @pytest.mark.skipif(sys.platform != "linux", reason="needs a signal at the parent's death")
    def test_none_is_left_when_we_are_killed(self) -> None:
        """As root the program runs under another account, which must not make it forget to end."""
        code = (
            "import os, time; from pathlib import Path\n"
            "from config import side_by_side; from config.services import place\n"
            "account = None if os.geteuid() else place.unprivileged_account()\n"
            "programs = side_by_side.start({'web': ['sleep', '600']}, folder=Path('/'), account=account)\n"
            "print(programs[0].process.pid, flush=True); time.sleep(600)"
        )
        with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout is not None
            child = psutil.Process(int(parent.stdout.readline()))
            parent.kill()
        psutil.wait_procs([child], timeout=10)
        assert not child.is_running()
