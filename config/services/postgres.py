"""The embedded PostgreSQL server: initialise, start, ask whether it lives, stop."""

import json
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.services import ports, roles
from config.services.place import Place

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "60",
    "jit": "off",
    "timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
# Tests may lose everything in a power cut; waiting for the disk would only make them slow.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}
_START_SECONDS = 60


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
    def _state_file(self) -> Path:
        return self.place.root / "postgres.json"

    def state(self) -> dict[str, str]:
        """Port and passwords, made once."""
        if not self._state_file.exists():
            state = {role: secrets.token_urlsafe(24) for role in (*roles.ROLES, "postgres")}
            self._write_state({**state, "port": str(ports.free())})
        content: dict[str, str] = json.loads(self._state_file.read_text())
        return content

    def url(self, role: str, database: str = "sigill") -> str:
        """The address under which a role logs in."""
        state = self.state()
        return f"postgresql://{role}:{state[role]}@127.0.0.1:{state['port']}/{database}"

    def is_up(self) -> bool:
        """Whether it answers to its superuser."""
        try:
            with psycopg.connect(self.url("postgres", "postgres"), connect_timeout=3):
                return True
        except psycopg.OperationalError:
            return False

    def start(self) -> None:
        """Bring it up; the first time make cluster, roles and database. Raises StartFailed."""
        self._initialise()
        if not ports.is_free(int(self.state()["port"])):
            self._write_state({**self.state(), "port": str(ports.free())})
        options = " ".join(f"-c {name}={value!r}" for name, value in self._settings().items() if value != "")
        self._run(
            "pg_ctl", "start", "-w", "-t", str(_START_SECONDS), "-D", str(self.folder / "data"),
            "-l", str(self.folder / "log"), "-o", f"{options} -c unix_socket_directories= -p {self.state()['port']}",
        )  # fmt: skip
        self._prepare()

    def stop(self) -> None:
        """Stop it and wait; open sessions are ended."""
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.folder / "data"))

    def _settings(self) -> dict[str, str]:
        return _SETTINGS if self.is_durable else {**_SETTINGS, **_FAST}

    def _initialise(self) -> None:
        self.place.give(self.folder)
        data = self.folder / "data"
        if (data / "PG_VERSION").exists():
            return
        password = self.folder / "superuser-password"
        password.touch(mode=0o600)
        password.write_text(self.state()["postgres"])
        self.place.give_file(password)
        try:
            self._run(
                "initdb", "-D", str(data), "-U", "postgres", "--pwfile", str(password), "--auth=scram-sha-256",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--no-instructions",
            )  # fmt: skip
        finally:
            password.unlink()

    def _prepare(self) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as server:
            names = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
            if "sigill" in names:
                return
            roles.create_roles(server, self.state())
            roles.create_database(server, "sigill")
        with psycopg.connect(self.url("postgres"), autocommit=True) as database:
            roles.prepare_database(database)

    def _write_state(self, state: dict[str, str]) -> None:
        draft = self._state_file.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(state))
        draft.replace(self._state_file)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.place.postgres_binaries / program), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            check=False,
            **self.place.popen_options(),
        )
        if done.returncode:
            raise StartFailed(f"{program} of the embedded PostgreSQL failed; its log is {self.folder / 'log'}.")
