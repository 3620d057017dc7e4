"""Sending a statement on a connection of its own and waiting for its end later.

Writing an event takes the database about as long as the page takes to prepare what it will show; so the page sends
the event first, prepares, and then waits for the commit before anything becomes readable.
"""

import select
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections
from psycopg import errors, generators, pq

Row = tuple[str | None, ...]
DONE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_NOT_PREPARED = (errors.InvalidSqlStatementName.sqlstate or "").encode()
_prepared: "WeakKeyDictionary[psycopg.Connection[Any], set[bytes]]" = WeakKeyDictionary()
"""By connection, the names of the statements that its server knows."""


class _Sent(NamedTuple):
    """What Django's list of queries asks of a cursor, where one is kept: the statement, without its parameters."""

    query: bytes


class Prepared:
    """A connection on which each statement is prepared once: to parse and plan it took a third of an event's time.

    It speaks to libpq itself: the driver would take three times as long to make its own cursor, literals and rows.
    """

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection
        self.server = connection.pgconn

    def prepare(self, statement: str) -> None:
        """Let the server know a statement, if it does not yet."""
        name, _ = _named(statement)
        if name not in _prepared.setdefault(self.connection, set()):
            self.prepare_anew(statement)

    def prepare_anew(self, statement: str) -> None:
        """Let the server know a statement that it has forgotten."""
        name, query = _named(statement)
        result = self.server.prepare(name, query)
        if result.status not in DONE:
            raise errors.error_from_result(result)
        _prepared[self.connection].add(name)

    def send(self, statement: str, parameters: Sequence[Any]) -> None:
        """Send a statement that the server knows. Its parameters go beside it, as text."""
        self.server.send_query_prepared(_named(statement)[0], texts(parameters))


class _Sender(Prepared):
    """A cursor of which Django knows ``execute`` only; that returns when the statement has been sent."""

    _query: _Sent | None = None
    _asked: tuple[str, Sequence[Any]] = "", ()

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Send a statement."""
        # Within a transaction the event would not be committed when its statement has ended.
        if self.server.transaction_status != pq.TransactionStatus.IDLE:
            raise psycopg.OperationalError("This connection is busy, or in a transaction.")
        self._query = _Sent(_named(statement)[1])
        self._asked = statement, parameters
        self.prepare(statement)
        self._send()

    def _send(self) -> None:
        self.send(*self._asked)
        self.server.flush()

    def finish(self) -> Row:
        """Wait for the result and give its first row. Raises what the statement raised."""
        (result,) = self.connection.wait(generators.execute(self.server))
        if result.error_field(pq.DiagnosticField.SQLSTATE) == _NOT_PREPARED:  # somebody let all of them be forgotten
            self.prepare_anew(self._asked[0])
            self._send()
            (result,) = self.connection.wait(generators.execute(self.server))
        if result.status not in DONE:
            raise errors.error_from_result(result)
        return row_of(result)


def sent(alias: str, statement: str, parameters: Sequence[Any]) -> Callable[[], Row]:
    """Send a statement; what is returned waits for it and gives its first row. Both raise DatabaseError on failure.

    Until then nothing else can be asked of that connection.
    """
    connection = connected(alias)
    sender = _Sender(connection.connection)
    connection._prepare_cursor(sender).execute(statement, parameters)

    def finish() -> Row:
        with connection.wrap_database_errors:
            return sender.finish()

    return finish


def connected(alias: str) -> Any:
    """Django's wrapper of a psycopg connection, connected."""
    connection = cast("Any", connections[alias])
    if _is_hung_up(connection.connection):
        connection.close()
    connection.ensure_connection()
    return connection


def row_of(result: Any) -> Row:
    """The first row of a result, as texts; empty where there is none."""
    if not result.ntuples:
        return ()
    values = (result.get_value(0, column) for column in range(result.nfields))
    return tuple(None if value is None else value.decode() for value in values)


def texts(parameters: Sequence[Any]) -> list[bytes | None]:
    """Parameters as PostgreSQL reads them; those that are so already stay as they are."""
    return [value if isinstance(value, bytes) else _text(value) for value in parameters]


def _is_hung_up(connection: "psycopg.Connection[Any] | None") -> bool:
    """Whether the server has ended a connection that was idle: there is something to read that nobody asked for.

    Takes no round trip, unlike Django's check of a connection's health, which every recorded page would wait for.
    """
    if connection is None or connection.closed:
        return False
    idle = select.poll()
    idle.register(connection.pgconn.socket, select.POLLIN)
    return connection.pgconn.transaction_status == pq.TransactionStatus.IDLE and bool(idle.poll(0))


@cache
def _named(statement: str) -> tuple[bytes, bytes]:
    """A name for a statement, and the statement with its places numbered, as libpq wants them."""
    first, *others = statement.split("%s")
    query = (first + "".join(f"${number}{part}" for number, part in enumerate(others, 1))).encode()
    return b"sent_" + sha256(query).hexdigest()[:32].encode(), query


def array_of(values: Iterable[bytes | None]) -> bytes:
    """An array of parameters that are texts already."""
    return b"{" + b",".join(map(_quoted, values)) + b"}"


def _quoted(value: bytes | None) -> bytes:
    if value is None:
        return b"NULL"
    return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _text(value: Any) -> bytes | None:
    """A parameter as PostgreSQL reads it."""
    if isinstance(value, str):  # most are
        return value.encode()
    if value is None:
        return None
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, (list, tuple)):
        return f"{{{','.join(map(_element, value))}}}".encode()
    return str(value).encode()


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
