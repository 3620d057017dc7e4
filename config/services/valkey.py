"""The embedded Redis-protocol server: start, ask whether it lives, stop."""

import contextlib
import json
import secrets
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from config.services import ports
from config.services.place import Place
from config.services.postgres import StartFailed

_START_SECONDS = 10


@dataclass
class Valkey:
    """One server in a folder. It keeps nothing on disk: queues are filled anew by sweeps."""

    place: Place

    @property
    def folder(self) -> Path:
        return self.place.root / "valkey"

    @property
    def _state_file(self) -> Path:
        return self.place.root / "valkey.json"

    def state(self) -> dict[str, str]:
        """Port and password, made once."""
        if not self._state_file.exists():
            self._write_state({"password": secrets.token_urlsafe(24), "port": str(ports.free())})
        content: dict[str, str] = json.loads(self._state_file.read_text())
        return content

    def url(self) -> str:
        """The address with its password."""
        state = self.state()
        return f"redis://:{state['password']}@127.0.0.1:{state['port']}/0"

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            with contextlib.closing(redis.Redis.from_url(self.url(), socket_timeout=2)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self) -> None:
        """Bring it up and wait until it answers. Raises StartFailed."""
        self.place.give(self.folder)
        if not ports.is_free(int(self.state()["port"])):
            self._write_state({**self.state(), "port": str(ports.free())})
        configuration = (
            f"bind 127.0.0.1\nport {self.state()['port']}\nrequirepass {self.state()['password']}\n"
            f'dir {self.folder}\nsave ""\nappendonly no\ndaemonize yes\nlogfile {self.folder / "log"}\n'
        )
        self._launch(configuration)
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_up():
            if time.monotonic() > deadline:
                raise StartFailed(f"The embedded Valkey did not answer; its log is {self.folder / 'log'}.")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it."""
        with contextlib.suppress(redis.RedisError), contextlib.closing(redis.Redis.from_url(self.url())) as client:
            client.shutdown(nosave=True)

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

    def _write_state(self, state: dict[str, str]) -> None:
        draft = self._state_file.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(state))
        draft.replace(self._state_file)
