"""The embedded PostgreSQL server: initialise, start, ask whether it lives, stop.

Any step may be cut short by SIGKILL. What counts as done is therefore only what was finished and renamed into place,
and whether the server lives is asked of its own process, not of a connection, which a full server refuses too.
"""

import secrets
import shutil
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.pq import PGconn, Ping

from config.services import ports, postgres_settings, processes, roles
from config.services.place import Place
from config.services.state import State

_START_SECONDS = 60
_ATTEMPTS = 3
_PREPARED = "roles of 2026-11-22"  # another word each time that the roles get other rights
_NOBODY = 99_999_999  # above every process number that a kernel gives


class StartFailed(RuntimeError):
    """The server did not come up; the message says where its log is."""


@dataclass
class Postgres:
    """One cluster in a folder."""

    place: Place
    is_durable: bool = True

    @property
    def folder(self) -> Path:
        return self.place.root / "postgres"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _state(self) -> State:
        return State(self.place.root / "postgres.json", (*roles.ROLES, "postgres"))

    def url(self, role: str, database: str = "sigill") -> str:
        """The address under which a role logs in."""
        state = self._state.read()
        return f"postgresql://{role}:{state[role]}@127.0.0.1:{state['port']}/{database}"

    def is_running(self) -> bool:
        """Whether its process lives, be it ready or not."""
        return str(self._data) in processes.command_line(self._process_id())

    def ensure(self) -> None:
        """Have it running and ready, with roles and database. Raises StartFailed."""
        if not self._wait_until_ready():
            self._initialise()
            self._start()
        if self._state.read().get("prepared") != _PREPARED:
            self._prepare()
            self._state.change(prepared=_PREPARED)

    def stop(self) -> None:
        """Stop it and wait; open sessions are ended."""
        if self.is_running():
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self._data))

    def _wait_until_ready(self) -> bool:
        """Whether the server that runs is ready, waiting while it starts up or shuts down."""
        deadline = time.monotonic() + _START_SECONDS
        while self.is_running():
            self._follow_port()
            is_stopping = self._pid_file_line(8) == "stopping"
            if not is_stopping and PGconn.ping(self.url("postgres", "postgres").encode()) == Ping.OK:
                return True
            if time.monotonic() > deadline:
                raise StartFailed(f"The embedded PostgreSQL does not answer; its log is {self.folder / 'log'}.")
            time.sleep(0.05)
        return False

    def _start(self) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                self._start_once()
            except StartFailed:
                # Sessions of a killed server may need a moment to end, a port can be lost to somebody else, and the
                # program of a killed starter may have been faster.
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(1)
                if self._wait_until_ready():
                    return
                self._disown_process_id()
            else:
                return

    def _start_once(self) -> None:
        if not ports.comes_free(int(self._state.read()["port"])):
            self._state.change(port=str(ports.free()))
        settings = {
            **postgres_settings.ALWAYS,
            **(postgres_settings.durable() if self.is_durable else postgres_settings.FAST),
            "port": self._state.read()["port"],
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run(
            "pg_ctl", "start", "-w", "-t", str(_START_SECONDS), "-D", str(self._data),
            "-l", str(self.folder / "log"), "-o", options,
        )  # fmt: skip

    def _initialise(self) -> None:
        self.place.give(self.folder)
        if self._data.exists():
            return
        for left_behind in self.folder.glob("data.draft-*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        # A killed starter's initdb may still be at work, so every draft has a name of its own.
        draft = self.folder / f"data.draft-{secrets.token_hex(4)}"
        password = self.folder / "superuser-password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self._state.read()["postgres"])
        self.place.give_file(password)
        try:
            self._run(
                "initdb", "-D", str(draft), "-U", "postgres", "--pwfile", str(password), "--auth=scram-sha-256",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--no-instructions",
                *(() if self.is_durable else ("--no-sync",)),
            )  # fmt: skip
        finally:
            password.unlink()
        draft.rename(self._data)

    def _prepare(self) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as server:
            roles.create_roles(server, self._state.read())
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'sigill'").fetchone():
                roles.create_database(server, "sigill")
        with psycopg.connect(self.url("postgres"), autocommit=True) as database:
            roles.prepare_database(database)

    def _pid_file_line(self, number: int) -> str:
        """A line of the file in which the server says who it is: 1 process, 4 port, 8 status."""
        with suppress(OSError, IndexError):
            return (self._data / "postmaster.pid").read_text().splitlines()[number - 1].strip()
        return ""

    def _process_id(self) -> int:
        line = self._pid_file_line(1)
        return int(line) if line.isdecimal() else 0

    def _follow_port(self) -> None:
        port = self._pid_file_line(4)
        if port.isdecimal() and port != self._state.read()["port"]:
            self._state.change(port=port)

    def _disown_process_id(self) -> None:
        """Make sure that the number which a killed server left behind belongs to nobody.

        Another program may have got it, and PostgreSQL would not start beside what it takes for itself. The rest of
        the file stays: by it PostgreSQL finds sessions of the killed server that still write.
        """
        path = self._data / "postmaster.pid"
        if path.exists():
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join([f"{_NOBODY}\n", *lines[1:]]))

    def _run(self, program: str, *arguments: str) -> None:
        setup_log = self.place.root / "postgres-setup.log"
        with setup_log.open("ab") as output:
            done = subprocess.run(
                [str(self.place.postgres_binaries / program), *arguments],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                check=False,
                **self.place.popen_options(),
            )
        if done.returncode:
            raise StartFailed(
                f"{program} of the embedded PostgreSQL failed; see {setup_log} and {self.folder / 'log'}."
            )
