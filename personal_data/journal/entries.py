"""Intents and their outcomes: what was about to be done, written before it is, and what became of it.

An intent is on the disk before its transaction commits, so nothing can be erased, held or released that the journal
does not know. What a crash left open is settled later by asking the database.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from personal_data.journal.chain import Chain, Line, Position
from personal_data.journal.durable import Pending

Body = Mapping[str, Any]
_WHO = """
SELECT pg_current_xact_id()::text,
       (SELECT id::text FROM personal_data_journallife ORDER BY begun_at DESC LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry. ``done`` asks the database what of an intent was done (None: nothing)."""

    name: str
    done: Callable[[Body], Body | None]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind of entry; each package names its own once."""
    return _kinds.setdefault(kind.name, kind)


def kind_of(name: str) -> Kind:
    """A kind by its name. Raises KeyError for one that nobody registered."""
    return _kinds[name]


@dataclass(frozen=True, slots=True)
class Entry:
    """An intent and what became of it. ``outcome`` is None as long as nobody knows."""

    number: int
    kind: str
    body: Body
    outcome: Body | None
    transaction: str
    life: str
    at: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be done in the current transaction."""

    kind: str
    position: Position
    _pending: Pending

    def settle(self, outcome: Body | None) -> None:
        """Say what was done (None: nothing) before the transaction commits; the journal learns it afterwards.

        Raises OSError when the intent is not on the disk: then nothing may be done.
        """
        self._pending.wait()
        transaction.on_commit(partial(settle, self.position.number, self.kind, outcome), robust=True)


def journal() -> Chain:
    """The journal of this installation: JOURNAL_DIRECTORY, or the folder ``journal`` beside the key directory."""
    named = getattr(settings, "JOURNAL_DIRECTORY", "")
    return Chain(Path(named) if named else Path(settings.KEY_DIRECTORY).parent / "journal")


def intend(kind: str, body: Body) -> Intent:
    """Write down what the current transaction is about to do. ``body`` takes surrogate ids, codes and dates only, or
    what is sealed under a key epoch."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO)
        transaction_id, life = cursor.fetchone()
    position, pending = journal().append({"kind": kind, "life": life, "transaction": transaction_id, "body": body})
    return Intent(kind, position, pending)


def settle(number: int, kind: str, outcome: Body | None) -> None:
    """Write down what became of an intent. It need not outlast a power cut: the database can be asked again."""
    journal().append({"kind": kind, "settles": number, "outcome": outcome, "is_done": outcome is not None})


def ids(values: Iterable[UUID]) -> list[str]:
    """Ids as the journal writes them."""
    return [value.hex for value in values]


def read(after: int = 0) -> list[Entry]:
    """Every entry that was not settled before a place in the journal, in the order in which they were intended.

    Nothing that came to nothing is among them. Raises Broken.
    """
    intents: dict[int, Line] = {}
    done: dict[int, Body] = {}
    for line in journal().lines():
        number = line.content.get("settles")
        if "body" in line.content:
            intents[line.position.number] = line
        elif number is not None and line.content["is_done"] and line.position.number > after:
            done[number] = line.content["outcome"]
        elif number is not None:
            intents.pop(number, None)
    return [entry_of(line, done.get(number)) for number, line in intents.items()]


def entry_of(intent: Line, outcome: Body | None) -> Entry:
    """An intent's line and its outcome as an entry."""
    content = intent.content
    return Entry(
        intent.position.number,
        str(content["kind"]),
        content["body"],
        outcome,
        str(content["transaction"]),
        str(content["life"]),
        str(content["at"]),
    )
