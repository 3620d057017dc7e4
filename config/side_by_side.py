"""Several programs in one terminal: their output with their names before it, and none left when we end."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.services import place

_COLOURS = ("36", "33", "35", "32")
_STOP_SECONDS = 15
_C_LIBRARY = ctypes.CDLL(None)
_ASK_FOR_SIGNAL_AT_PARENTS_DEATH = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Program:
    """A running program and the name under which its lines appear."""

    name: str
    process: subprocess.Popen[str]

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None


def start(commands: dict[str, list[str]], *, folder: Path, account: pwd.struct_passwd | None = None) -> list[Program]:
    """Start the programs, each in a session of its own: Ctrl-C reaches us only, and we stop them in order.

    As root they can be given another account than our own.
    """
    programs = [Program(name, _start(command, folder, account)) for name, command in commands.items()]
    width = max(len(name) for name in commands)
    for program, colour in zip(programs, _COLOURS, strict=False):
        label = f"{program.name:>{width}} |"
        label = f"\x1b[{colour}m{label}\x1b[0m" if sys.stdout.isatty() else label
        _tell(label, program)
    return programs


def replace(program: Program, command: list[str], *, folder: Path, account: pwd.struct_passwd | None = None) -> Program:
    """Start another one in the place of one that has ended, and end what that one left behind."""
    with suppress(ProcessLookupError):
        os.killpg(program.process.pid, signal.SIGKILL)
    other = Program(program.name, _start(command, folder, account))
    _tell(f"{program.name} |", other)
    return other


def wait_for_any(programs: list[Program], look_after: Callable[[], None], every: float = 5) -> Program:
    """Wait until one of them ends, and tell which; meanwhile look after what they need, every so many seconds."""
    looked = time.monotonic()
    while True:
        for program in programs:
            if not program.is_running:
                return program
        if time.monotonic() - looked >= every:
            look_after()
            looked = time.monotonic()
        time.sleep(0.2)


class Patience:
    """How often a program that ends is given another place: it may have lost a server, or be broken for good."""

    def __init__(self, times: int = 5, within: float = 60) -> None:
        self._times, self._within = times, within
        self._ended: list[float] = []

    def has_ended(self) -> bool:
        """Tell of one more end. False when there were too many within the seconds."""
        now = time.monotonic()
        self._ended = [each for each in self._ended if now - each < self._within] + [now]
        return len(self._ended) <= self._times


def stop(programs: list[Program]) -> None:
    """Ask each to end, wait, and end by force what has not. A second Ctrl-C does not leave any behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for program in programs:
        program.process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for program in programs:
        with suppress(subprocess.TimeoutExpired):
            program.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(program.process.pid, signal.SIGKILL)
        program.process.wait()


def _start(command: list[str], folder: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[str]:
    home = {} if account is None else {"HOME": account.pw_dir, "USER": account.pw_name, "LOGNAME": account.pw_name}
    return subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **home, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509  (what relays output holds no lock that this needs)
        **place.as_account(account),
    )


def _end_with_parent() -> None:
    """Where the system can, have ourselves ended when the parent is killed, so that no port stays taken."""
    if sys.platform == "linux":
        _C_LIBRARY.prctl(_ASK_FOR_SIGNAL_AT_PARENTS_DEATH, signal.SIGTERM)


def _tell(label: str, program: Program) -> None:
    threading.Thread(target=_relay, args=(label, program.process), daemon=True).start()


def _relay(label: str, process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            if line.strip():
                sys.stdout.write(f"{label} {line.rstrip()}\n")
                sys.stdout.flush()
