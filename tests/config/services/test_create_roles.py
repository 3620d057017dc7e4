"""``create_roles`` against a server that knows none of the roles, as it would be run on a real one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.services.roles import ROLES
from tests.config import commands


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """The address of the superuser of a server without our roles and database."""
    holder = commands.start(folder)
    url = str(holder.urls()["superuser"])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE sigill")
        connection.execute("REVOKE SET ON PARAMETER session_replication_role FROM gatekeeper")
        for role in ROLES:
            connection.execute(f"DROP ROLE {role}")
    yield url
    holder.leave()


def _environment(superuser: str, **changed: str) -> dict[str, str]:
    place = superuser.rpartition("@")[2].partition("/")[0]
    urls = {
        f"{prefix}DATABASE_URL": f"postgresql://{role}:wax-of-{role}@{place}/house"
        for prefix, role in (
            ("", "app"),
            ("OWNER_", "owner"),
            ("KEEPER_", "keeper"),
            ("GATEKEEPER_", "gatekeeper"),
            ("SEALER_", "sealer"),
        )
    }
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SUPERUSER_DATABASE_URL": superuser,
        **urls,
        **changed,
    }


def _run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "create_roles"]
    return subprocess.run(command, cwd=commands.ROOT, env=environment, capture_output=True, text=True, check=False)


def test_it_prepares_a_server_of_ones_own_and_may_be_repeated(server: str) -> None:
    environment = _environment(server)
    for _ in range(2):
        done = _run(environment)
        assert done.returncode == 0, done.stderr
    with psycopg.connect(environment["OWNER_DATABASE_URL"]) as owner:
        owner.execute("CREATE TABLE keys.ours ()")
        owner.execute("CREATE TABLE ours ()")
    with (
        psycopg.connect(environment["DATABASE_URL"]) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema public"),
    ):
        app.execute("CREATE TABLE not_ours ()")
    sealer = environment["DATABASE_URL"].replace("app:wax-of-app", "sealer:")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(sealer)


def test_an_address_of_another_role_is_named(server: str) -> None:
    done = _run(_environment(server, DATABASE_URL=server))
    assert done.returncode == 1
    assert "The addresses name postgres, but the roles are owner, app" in done.stderr
