"""Sending COPY streams without waiting for them: the database writes one part of a batch while we seal the next.

One connection, one thread: ``pump`` looks whether the database is done with a stream and gives it the next.
"""

import contextlib
import select
from collections import deque

from django.db import DatabaseError, connection
from psycopg import errors, pq

_READY_SECONDS = 0.001


class Sending:
    """The COPY streams of one transaction, sent in order. Until ``finish`` nothing else may use the connection."""

    def __init__(self) -> None:
        connection.ensure_connection()
        assert connection.connection is not None
        self._server: pq.abc.PGconn = connection.connection.pgconn
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._stream: bytes | None = None
        self._is_busy = False

    def queue(self, statement: str, stream: bytes) -> None:
        """Add a stream to those to be sent."""
        self._waiting.append((statement, stream))

    def pump(self) -> None:
        """Go on as far as the database keeps up; never waits. Raises what the database refused."""
        with connection.wrap_database_errors:
            while self._advance():
                pass

    def finish(self) -> None:
        """Wait until all is written. Raises what the database refused."""
        while True:
            self.pump()
            if not self._is_busy:
                return
            unsent = [self._server.socket] if self._server.flush() else []
            select.select([self._server.socket], unsent, [])

    def abandon(self) -> None:
        """Send nothing more and take the answer to what is on its way, so that a roll-back is possible."""
        self._waiting.clear()
        while self._is_busy and self._server.status == pq.ConnStatus.OK:
            with contextlib.suppress(DatabaseError):
                self.finish()

    def _advance(self) -> bool:
        """One step; False when there is nothing to do or the database has not answered yet."""
        if not self._is_busy:
            if not self._waiting:
                return False
            statement, self._stream = self._waiting.popleft()
            self._server.send_query(statement.encode())
            self._is_busy = True
            # An idle database answers at once that it is ready to copy; to come back later would leave it idle.
            select.select([self._server.socket], [], [], _READY_SECONDS)
        self._server.flush()
        self._server.consume_input()
        if self._server.is_busy():
            return False
        self._take_answer()
        return True

    def _take_answer(self) -> None:
        answer = self._server.get_result()
        if answer is None:
            self._is_busy = False
        elif answer.status == pq.ExecStatus.COPY_IN and self._stream is not None:
            self._server.put_copy_data(self._stream)
            self._server.put_copy_end()
            self._stream = None
        elif answer.status != pq.ExecStatus.COMMAND_OK:
            self._is_busy = self._server.get_result() is not None
            raise errors.error_from_result(answer)
