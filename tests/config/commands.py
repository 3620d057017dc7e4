"""Processes that hold a set of embedded servers, as commands do: started, asked to leave, or killed."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.services import place, processes

ROOT = Path(__file__).resolve().parent.parent.parent
_HOLD = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from config import services
urls = services.ensure(Path(sys.argv[1]), is_durable=False)
print(json.dumps(asdict(urls)), flush=True)
for _line in sys.stdin:
    services.keep_up()
    print("up", flush=True)
"""


@dataclass
class Command:
    """One running command."""

    process: subprocess.Popen[str]

    def urls(self) -> dict[str, Any]:
        """Where its servers are; waits until they are up."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"The command failed:\n{self.process.communicate()[1]}"
        found: dict[str, Any] = json.loads(line)
        return found

    def keep_up(self) -> None:
        """Let it start again what has ended, and wait until it has."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "up\n"

    def leave(self) -> None:
        """End it as a command ends that has done its work."""
        _, errors = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        """End it without giving it a chance to tidy up."""
        self.process.kill()
        self.process.communicate(timeout=60)


def start(folder: Path) -> Command:
    """A command that needs the servers of that folder."""
    return Command(
        subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )


def postmaster(folder: Path) -> int:
    """The process number of the folder's PostgreSQL; 0 when it does not run."""
    data = place.of(folder).root / "postgres" / "data"
    try:
        number = int((data / "postmaster.pid").read_text().splitlines()[0])
    except FileNotFoundError:
        return 0
    return number if str(data) in processes.command_line(number) else 0


def kill_postmaster(folder: Path) -> None:
    """What the kernel does to a server when memory runs out."""
    os.kill(postmaster(folder), signal.SIGKILL)


def kill_valkey(folder: Path) -> None:
    """The same to the server of the queue."""
    os.kill(int((place.of(folder).root / "valkey" / "valkey.pid").read_text()), signal.SIGKILL)
