"""A PostgreSQL server to try things on, with roles and an empty database of ours; gone afterwards.

SCRATCH_SUPERUSER_DATABASE_URL names a server of one's own for it (its superuser); without one an embedded server is
started in a folder of its own.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from config.environment import env_value, is_set
from config.services import place, roles
from config.services.postgres import Postgres

_NAME = "SCRATCH_SUPERUSER_DATABASE_URL"
_NEEDED = {"app": "DATABASE_URL", "owner": "OWNER_DATABASE_URL", "keeper": "KEEPER_DATABASE_URL",
           "gatekeeper": "GATEKEEPER_DATABASE_URL"}  # fmt: skip


@contextmanager
def server(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of an empty database, as the environment names them, for the length of a block."""
    with _named() if is_set(_NAME) else _embedded(folder) as addresses:
        yield addresses


class Busy(RuntimeError):
    """Somebody else tries something on this server just now."""


@contextmanager
def _embedded(folder: Path) -> Iterator[dict[str, str]]:
    """The folder is always the same one, so that copies of the programs are made once; its server begins empty."""
    where = place.of(folder)
    postgres = Postgres(where, is_durable=False)
    descriptor = os.open(where.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Busy("Another drill is at work on the scratch server.") from None
    try:
        _clear(postgres, where)  # what a killed drill left behind
        postgres.ensure()
        yield {name: postgres.url(role) for role, name in _NEEDED.items()}
    finally:
        _clear(postgres, where)
        os.close(descriptor)


def _clear(postgres: Postgres, where: place.Place) -> None:
    postgres.stop()
    shutil.rmtree(where.root / "postgres", ignore_errors=True)
    (where.root / "postgres.json").unlink(missing_ok=True)


@contextmanager
def _named() -> Iterator[dict[str, str]]:
    """On that server the roles get new passwords, so it must not be the one that serves."""
    name = f"sigill_drill_{uuid4().hex[:8]}"
    passwords = {role: uuid4().hex for role in roles.ROLES}
    with psycopg.connect(env_value(_NAME), autocommit=True) as connected:
        roles.create_roles(connected, passwords)
        roles.create_database(connected, name)
        info = connected.info
        try:
            parameters = {**info.get_parameters(), "dbname": name, "password": info.password}
            with psycopg.connect(**parameters, autocommit=True) as inside:  # type: ignore[arg-type]  # libpq's own words
                roles.prepare_database(inside)
            yield {
                variable: f"postgresql://{role}:{passwords[role]}@{info.host}:{info.port}/{name}"
                for role, variable in _NEEDED.items()
            }
        finally:
            connected.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
