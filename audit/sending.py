"""Sending a statement on a connection of its own and waiting for its end later.

Writing an event takes the database about as long as the page takes to prepare what it will show; so the page sends
the event first, prepares, and then waits for the commit before anything becomes readable.
"""

import select
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections
from psycopg import errors, generators, pq

_DONE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_NOT_PREPARED = (errors.InvalidSqlStatementName.sqlstate or "").encode()
_prepared: "WeakKeyDictionary[psycopg.Connection[Any], set[bytes]]" = WeakKeyDictionary()
"""By connection, the names of the statements that its server knows."""


class _Sent(NamedTuple):
    """What Django's list of queries asks of a cursor, where one is kept: the statement, without its parameters."""

    query: bytes


class _Sender:
    """A cursor of which Django knows ``execute`` only; that returns when the statement has been sent.

    It speaks to libpq itself: the driver would take three times as long to make its own cursor, literals and rows.
    Each statement is prepared once for a connection: to parse and plan it took the server a third of an event's time.
    """

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._server = connection.pgconn
        self._query: _Sent | None = None
        self._name, self._values = b"", list[bytes | None]()

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Send a statement. Its parameters go beside it, as text."""
        # Within a transaction the event would not be committed when its statement has ended.
        if self._server.transaction_status != pq.TransactionStatus.IDLE:
            raise psycopg.OperationalError("This connection is busy, or in a transaction.")
        self._name, query = _named(statement)
        self._query = _Sent(query)
        self._values = [_text(value) for value in parameters]
        if self._name not in _prepared.setdefault(self._connection, set()):
            self._prepare()
        self._send()

    def _prepare(self) -> None:
        assert self._query
        result = self._server.prepare(self._name, self._query.query)
        if result.status not in _DONE:
            raise errors.error_from_result(result)
        _prepared[self._connection].add(self._name)

    def _send(self) -> None:
        self._server.send_query_prepared(self._name, self._values)
        self._server.flush()

    def finish(self) -> tuple[str | None, ...]:
        """Wait for the result and give its first row as texts. Raises what the statement raised."""
        (result,) = self._connection.wait(generators.execute(self._server))
        if result.error_field(pq.DiagnosticField.SQLSTATE) == _NOT_PREPARED:  # somebody let all of them be forgotten
            self._prepare()
            self._send()
            (result,) = self._connection.wait(generators.execute(self._server))
        if result.status not in _DONE:
            raise errors.error_from_result(result)
        if not result.ntuples:
            return ()
        values = (result.get_value(0, column) for column in range(result.nfields))
        return tuple(None if value is None else value.decode() for value in values)


def sent(alias: str, statement: str, parameters: Sequence[Any]) -> Callable[[], Sequence[str | None]]:
    """Send a statement; what is returned waits for it and gives its first row. Both raise DatabaseError on failure.

    Until then nothing else can be asked of that connection.
    """
    connection = cast("Any", connections[alias])  # Django's wrapper of a psycopg connection
    if _is_hung_up(connection.connection):
        connection.close()
    connection.ensure_connection()
    sender = _Sender(connection.connection)
    connection._prepare_cursor(sender).execute(statement, parameters)

    def finish() -> Sequence[str | None]:
        with connection.wrap_database_errors:
            return sender.finish()

    return finish


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


def _text(value: Any) -> bytes | None:
    """A parameter as PostgreSQL reads it."""
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
