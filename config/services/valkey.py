"""The embedded Redis-protocol server: start, ask whether it lives, stop."""

import contextlib
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from config.services import ports, processes
from config.services.place import Place
from config.services.postgres import StartFailed
from config.services.state import State

_START_SECONDS = 20
_BUSY_SECONDS = 5


@dataclass
class Valkey:
    """One server in a folder. It keeps nothing on disk: queues are filled anew by sweeps."""

    place: Place

    @property
    def folder(self) -> Path:
        return self.place.root / "valkey"

    @property
    def _state(self) -> State:
        return State(self.place.root / "valkey.json", ("password",))

    def url(self) -> str:
        """The address with its password."""
        state = self._state.read()
        return f"redis://:{state['password']}@127.0.0.1:{state['port']}/0"

    def is_running(self) -> bool:
        """Whether it answers, or is too busy to."""
        if not self._process_lives():
            return False  # whoever answers at the port, it is not ours
        try:
            with contextlib.closing(redis.Redis.from_url(self.url(), socket_timeout=_BUSY_SECONDS)) as client:
                return bool(client.ping())
        except redis.TimeoutError:
            return True
        except redis.RedisError:
            return False

    def ensure(self) -> None:
        """Have it running, and wait until it answers. Raises StartFailed."""
        if self.is_running():
            return
        self.place.give(self.folder)
        if not ports.comes_free(int(self._state.read()["port"])):
            self._state.change(port=str(ports.free()))
        state = self._state.read()
        self._launch(
            f"bind 127.0.0.1\nport {state['port']}\ndatabases 64\nrequirepass {state['password']}\n"
            f'dir "{self.folder}"\nsave ""\nappendonly no\ndaemonize yes\nlogfile "{self.folder / "log"}"\n'
            f'pidfile "{self._pid_file}"\n'
        )
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                raise StartFailed(f"The embedded Valkey did not answer; its log is {self.folder / 'log'}.")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it."""
        with contextlib.suppress(redis.RedisError), contextlib.closing(redis.Redis.from_url(self.url())) as client:
            client.shutdown(nosave=True)

    @property
    def _pid_file(self) -> Path:
        return self.folder / "valkey.pid"

    def _process_lives(self) -> bool:
        try:
            number = self._pid_file.read_text().strip()
        except OSError:
            return False
        words = processes.command_line(int(number)) if number.isdecimal() else []
        return bool(words) and "valkey-server" in words[0]

    def _launch(self, configuration: str) -> None:
        # The configuration goes through standard input, so that the password shows in no process list.
        subprocess.run(
            [str(self.place.valkey_binary), "-"],
            cwd="/",
            input=configuration.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # whether it is up is asked below
            **self.place.popen_options(),
        )
