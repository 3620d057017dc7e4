"""As whom the programs of ``make run`` serve: not as root, wherever the machine lets us.

Started as root, the web server, the worker and the scheduler run under the account of the embedded servers, and keys
and sealed files are handed to it. The account has to be able to run this Python and to read this clone. That is tried
and not guessed: ``python -m config.unprivileged`` loads what the programs load. Where it fails they run as root, and
``make run`` says so and why.
"""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import django

from config.services import place

_ROOT = Path(__file__).resolve().parent.parent
_READ = ("templates", "static", "locale")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The account that runs the programs (None: our own), and why it is not another, empty where all is well."""

    account: pwd.struct_passwd | None
    why_root: str = ""


def choose() -> Chosen:
    """As whom to run the programs."""
    if os.geteuid() != 0:
        return Chosen(None)
    try:
        account = place.unprivileged_account()
    except PermissionError as problem:
        return Chosen(None, str(problem))
    if stopped_by := _what_stops(account):
        return Chosen(None, f"the account {account.pw_name} cannot run them: {stopped_by}")
    return Chosen(account)


def give(folder: Path, account: pwd.struct_passwd) -> None:
    """Hand a folder with all that is in it to the account, closed to everybody else. Links are not followed."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for _path, _folders, files, descriptor in os.fwalk(folder, follow_symlinks=False):
        os.fchown(descriptor, account.pw_uid, account.pw_gid)
        for name in files:
            os.chown(name, account.pw_uid, account.pw_gid, dir_fd=descriptor, follow_symlinks=False)


def _what_stops(account: pwd.struct_passwd) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "config.unprivileged"],
            cwd=_ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            **place.as_account(account),
        )
    except OSError as problem:
        return str(problem)
    said = (done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
    return said[-1] if done.returncode else ""


def _load() -> None:
    """Load what the programs load, and read what they show."""
    django.setup()
    __import__("config.wsgi")
    __import__("config.celery")
    __import__("gunicorn.app.wsgiapp")
    for path in (path for name in _READ for path in (_ROOT / name).rglob("*") if path.is_file()):
        path.open("rb").close()


if __name__ == "__main__":
    _load()
