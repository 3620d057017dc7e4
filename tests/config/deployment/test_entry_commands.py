"""The commands of the compose file, run under production settings against servers that know nothing of us yet."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from config.deployment import make_secrets
from config.services import ports
from config.services.roles import ROLES
from tests.config import commands

COMPOSE: dict[str, Any] = yaml.safe_load((commands.ROOT / "docker-compose.yml").read_text())
_PATIENCE_SECONDS = 60
_TO_PREPARE = 400  # all migrations, on a machine that has other work


@pytest.fixture
def house(folder: Path, tmp_path: Path) -> Iterator["House"]:
    """Servers with nothing but a superuser, and the secrets of a new installation that point at them."""
    holder = commands.start(folder)
    urls = holder.urls()
    with psycopg.connect(urls["superuser"], autocommit=True) as server:
        server.execute("DROP DATABASE sigill")
        server.execute("REVOKE SET ON PARAMETER session_replication_role FROM gatekeeper")
        for role in ROLES:
            server.execute(f"DROP ROLE {role}")
    made = House(tmp_path, urls)
    yield made
    made.stop()
    holder.leave()


# What compose puts in where nothing is set: ${NAME:-this}.
_DEFAULTED = re.compile(r"\$\{\w+:-([^}]*)\}")


class House:
    """What compose would run, as processes of this machine."""

    def __init__(self, folder: Path, urls: dict[str, Any]) -> None:
        self._folder = folder
        self._secrets = folder / "secrets"
        self._programs: list[subprocess.Popen[str]] = []
        self._port = ports.free()
        make_secrets.make(self._secrets, "sigill.example")
        place = urls["superuser"].rpartition("@")[2].partition("/")[0]
        for path in self._secrets.glob("*_database_url"):
            path.write_text(path.read_text().replace("postgres:5432", place))
        (self._secrets / "superuser_database_url").write_text(urls["superuser"])
        (self._secrets / "redis_url").write_text(urls["redis"])
        for name in ("journal", "keys", "files", "run"):
            (folder / name).mkdir(mode=0o700)

    def environment(self, service: str) -> dict[str, str]:
        """What the compose file gives a service, with the places of this machine."""
        given = COMPOSE["services"][service]["environment"]
        changed = {
            "ALLOWED_HOSTS": "sigill.example",
            "BIND": f"127.0.0.1:{self._port}",
            "JOURNAL_DIRECTORY": str(self._folder / "journal"),
            "KEY_DIRECTORY": str(self._folder / "keys"),
            "SEALED_FILES_DIRECTORY": str(self._folder / "files"),
            "STATIC_ROOT": str(self._folder / "static"),
        }
        names = {
            name: _DEFAULTED.sub(r"\1", str(value)).replace("/run/secrets", str(self._secrets))
            for name, value in given.items()
        }
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {"PATH": path, "DJANGO_SETTINGS_MODULE": "config.settings.production", **names, **changed}

    def start(self, service: str) -> subprocess.Popen[str]:
        """Run the command of a service."""
        words = [word.replace("/srv/sigill/var/run", str(self._folder / "run")) for word in self._command(service)]
        with (self._folder / f"{service}.log").open("w") as log:
            program = subprocess.Popen(
                words, cwd=commands.ROOT, env=self.environment(service), stdout=log, stderr=log, text=True,
                start_new_session=True,
            )  # fmt: skip
        self._programs.append(program)
        return program

    def said(self, service: str) -> str:
        """What it has written."""
        return (self._folder / f"{service}.log").read_text()

    def check(self, service: str) -> subprocess.CompletedProcess[str]:
        """Run the health check of a service."""
        words = COMPOSE["services"][service]["healthcheck"]["test"][1:]
        return subprocess.run(
            words, cwd=commands.ROOT, env=self.environment(service), capture_output=True, text=True, check=False
        )

    def wait_until_healthy(self, service: str) -> None:
        """Ask again and again, as the engine would."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while (done := self.check(service)).returncode:
            assert time.monotonic() < end, f"{done.stdout}\n{done.stderr}\n{self.said(service)}"
            time.sleep(0.5)

    def stop(self) -> None:
        """End everything that was started."""
        for program in reversed(self._programs):
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGTERM)
                program.wait(timeout=30)

    def _command(self, service: str) -> list[str]:
        words: list[str] = COMPOSE["services"][service]["command"]
        return words


def test_a_new_installation_is_prepared_served_and_found_healthy(house: House) -> None:
    preparation = house.start("prepare")
    assert preparation.wait(timeout=_TO_PREPARE) == 0, house.said("prepare")
    again = house.start("prepare")
    assert again.wait(timeout=_TO_PREPARE) == 0, house.said("prepare")

    house.start("web")
    time.sleep(1)
    before = house.check("web")
    assert before.returncode == 1  # no worker yet

    for service in ("worker", "beat"):
        house.start(service)
    for service in ("worker", "beat", "web"):
        house.wait_until_healthy(service)
    assert '"status": "ready"' in house.check("web").stdout
