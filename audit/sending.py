"""Sending a statement on a connection of its own and waiting for its end later.

Writing an event takes the database about as long as the page takes to prepare what it will show; so the page sends
the event first, prepares, and then waits for the commit before anything becomes readable.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any, cast

import psycopg
from django.db import connections


class _SendingCursor(psycopg.ClientCursor[Any]):
    """A cursor whose ``execute`` returns when the statement has been sent; ``finish`` waits for its result."""

    _going: Generator[Any, Any, None] | None = None
    _wanted: Any = None

    def execute(self, query: Any, params: Any = None, **_options: Any) -> "_SendingCursor":
        self._going = self._execute_gen(query, params)
        try:
            self._wanted = next(self._going)
        except StopIteration:
            self._going = None
        return self

    def finish(self) -> None:
        """Wait for the result. Raises what the statement raised."""
        if self._going is not None:
            self._conn.wait(self._rest(self._going))
            self._going = None

    def _rest(self, going: Generator[Any, Any, None]) -> Generator[Any, Any, None]:
        wanted = self._wanted
        while True:
            ready = yield wanted
            try:
                wanted = going.send(ready)
            except StopIteration:
                return


def sent(alias: str, statement: str, parameters: Sequence[Any]) -> Callable[[], Sequence[Any]]:
    """Send a statement; what is returned waits for it and gives its first row. Both raise DatabaseError on failure.

    Until then nothing else can be asked of that connection.
    """
    connection = cast("Any", connections[alias])  # Django's wrapper of a psycopg connection
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = _SendingCursor(connection.connection)
        connection._prepare_cursor(cursor).execute(statement, parameters)

    def finish() -> Sequence[Any]:
        with connection.wrap_database_errors, cursor:
            cursor.finish()
            return (cursor.fetchone() if cursor.description else None) or ()

    return finish
