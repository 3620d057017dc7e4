"""Whether this installation is closed: a file beside the journal that every program looks for, at no cost.

It lies outside the database, since the database is what may have been put back. Only a replay of the journal that ends
without anything left over removes it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from personal_data import ownership
from personal_data.journal.entries import journal

_NAME = "closed"
_is_replaying: ContextVar[bool] = ContextVar("is_replaying", default=False)
_reasons: list[Callable[[], str]] = []


class Closed(Exception):
    """A back-up was restored and the erasure journal has not been replayed to its end, or what was restored for tests
    may not be used: nothing is opened or served."""


def register(reason: Callable[[], str]) -> None:
    """Add what else closes the installation: it gives the code of its reason, empty where there is none."""
    _reasons.append(reason)


def close(reason: str) -> None:
    """Close the installation, for a reason by its code. Closing twice keeps the first reason."""
    folder = journal().directory
    ownership.make_folder(folder)
    path = folder / _NAME
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps({"reason": reason, "at": datetime.now(UTC).isoformat()}))
        with draft.open() as file:
            ownership.like_its_folder(file.fileno(), draft)
        draft.replace(path)


def open_again() -> None:
    """The journal was replayed and nothing is left over."""
    (journal().directory / _NAME).unlink(missing_ok=True)


def why() -> str:
    """The code of the reason for which the installation is closed; empty where it is open."""
    try:
        return str(json.loads((journal().directory / _NAME).read_text())["reason"])
    except FileNotFoundError:
        return next(filter(None, (reason() for reason in _reasons)), "")


def require_open() -> None:
    """Raises Closed, but not for whoever replays the journal."""
    if not _is_replaying.get() and why():
        raise Closed("A back-up was restored; nothing is done before the erasure journal has been replayed.")


@contextmanager
def replaying() -> Iterator[None]:
    """What is done in this block replays the journal, and so may be done while the installation is closed."""
    token = _is_replaying.set(True)
    try:
        yield
    finally:
        _is_replaying.reset(token)
