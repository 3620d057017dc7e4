"""Sharing the embedded servers between processes.

Every process that needs them holds a shared lock for as long as it lives; the kernel lets go of it however the
process ends. Whoever finds the servers down starts them, one at a time. A process that leaves tries to make its lock
exclusive: that succeeds only for the last one, and that one stops the servers. If the last one was killed, the
servers stay up and the next process adopts them.
"""

import atexit
import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.services import place
from config.services.postgres import Postgres, StartFailed
from config.services.roles import ROLES
from config.services.valkey import Valkey

ServicesFailed = StartFailed
# Commands that look at code only.
_NEED_NOTHING = {
    "",
    "help",
    "makemigrations",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "version",
    "data_map",
}
_held: dict[Path, int] = {}
_servers: dict[Path, tuple[Postgres, Valkey]] = {}


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the servers are: one database address for each role, and the Redis address."""

    databases: dict[str, str]
    redis: str
    superuser: str


def needed_by(arguments: Sequence[str]) -> bool:
    """Whether a command line needs running servers."""
    program = Path(arguments[0]).name if arguments else ""
    words = [word for word in arguments[1:] if not word.startswith("-")]
    if program == "manage.py":
        asks_for_help = "--help" in arguments or "-h" in arguments or "--version" in arguments
        return not asks_for_help and (words or [""])[0] not in _NEED_NOTHING
    run_as = Path(arguments[0]).parts[-2:] if arguments else ()  # .../bin/celery or .../celery/__main__.py
    return not {"celery", "gunicorn"}.isdisjoint(run_as)


def ensure(folder: Path, *, is_durable: bool = True) -> Urls:
    """Have PostgreSQL and Valkey running for as long as this process lives, and tell where they are.

    Raises ServicesFailed, which says where the logs are.
    """
    where = place.of(folder)
    postgres, valkey = Postgres(where, is_durable), Valkey(where)
    if where.root not in _held:
        _held[where.root] = _share(where.root / "holders.lock")
        _servers[where.root] = postgres, valkey
        atexit.register(_leave, where.root, postgres, valkey, os.getpid())
    _start(where.root)
    return Urls({role: postgres.url(role) for role in ROLES}, valkey.url(), postgres.url("postgres", "postgres"))


def keep_up() -> None:
    """Start again what has ended of the servers that this process shares; those of others are theirs to start.

    Raises ServicesFailed.
    """
    for root in _servers:
        _start(root)


def _start(root: Path) -> None:
    with _exclusive(root / "start.lock"):
        for server in _servers[root]:
            server.ensure()


def _leave(root: Path, postgres: Postgres, valkey: Valkey, owner: int) -> None:
    if os.getpid() != owner:
        return  # a forked child shares its parent's lock and must not end it
    descriptor = _held.pop(root)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return
    try:
        valkey.stop()
        postgres.stop()
    except StartFailed as problem:
        sys.stderr.write(f"{problem}\n")
    finally:
        os.close(descriptor)


def _share(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
