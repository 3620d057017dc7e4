"""Several statements on their way at once, in one transaction, with one answer to wait for (libpq's pipeline mode)."""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from django.db import DatabaseError
from psycopg import generators, pq

from audit.sending import DONE, Prepared, Row, connected, row_of

Statement = tuple[str, Sequence[Any]]


class Failed(Exception):
    """The database refused one of the statements, and has done none of them."""


def committed_together(alias: str, statements: Sequence[Statement]) -> list[Row]:
    """Do some statements, with parameters as texts, in one transaction. Returns the first row of each as texts.

    Raises Failed where none is done, and DatabaseError where the connection is lost and nobody knows.
    """
    connection, sender = _ready(alias, statements)
    with connection.wrap_database_errors:
        try:
            cursor = connection._prepare_cursor(sender)
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
            return sender.finish()
        except Failed:
            raise
        except BaseException:  # answers are still on their way: nothing else could be asked here
            connection.close()
            raise


def _ready(alias: str, statements: Sequence[Statement]) -> tuple[Any, "_Sender"]:
    """Django's wrapper of a connection that knows the statements, and a sender on it. Raises Failed: where this thread
    has no good connection, another's may be."""
    try:
        connection = connected(alias)
        sender = _Sender(connection.connection)
        sender.begin([statement for statement, _ in statements])
    except (DatabaseError, psycopg.Error) as error:
        raise Failed from error
    return connection, sender


class _Sender(Prepared):
    """A cursor of which Django knows ``execute`` only; what it is given is on its way until ``finish``."""

    _count = 0

    def begin(self, statements: Iterable[str]) -> None:
        """Let the server know the statements; from here on nothing is waited for."""
        # First: another statement's answer may be on its way on this connection.
        if self.server.transaction_status != pq.TransactionStatus.IDLE:
            raise psycopg.OperationalError("This connection is busy, or in a transaction.")
        for statement in statements:
            self.prepare(statement)
        self.server.enter_pipeline_mode()

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Send a statement that is prepared."""
        self.send(statement, parameters)
        self._count += 1

    def finish(self) -> list[Row]:
        """Wait until all are committed. Raises Failed, and what a lost connection raises."""
        self.server.pipeline_sync()
        results = [self._next(generators.execute(self.server))]
        results += [self._next(generators.fetch_many(self.server)) for _ in range(self._count)]
        self.server.exit_pipeline_mode()
        *done, end = results
        if end.status != pq.ExecStatus.PIPELINE_SYNC or any(each.status not in DONE for each in done):
            raise Failed
        return [row_of(each) for each in done]

    def _next(self, steps: Any) -> Any:
        (result,) = self.connection.wait(steps)
        return result
