"""Sending an event beside another statement: both are on their way before the answer to either is awaited.

A page that asks for its rows while its event is being written keeps two sessions of the database busy, and itself.
Where the event went out first, its session took a processor from the page, which was still preparing its own question.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any

from django.db import DatabaseError, connections

from audit import together
from audit.sending import Row, sent


class Beside:
    """A statement that goes out beside the next one of another connection, just before the answer to that is awaited.

    Sent any earlier it would take a processor from whoever prepares that next statement.
    """

    def __init__(self, alias: str, statement: str, parameters: Sequence[Any]) -> None:
        self._sending = alias, statement, parameters
        self._finish: Callable[[], Row] | None = None
        self._failure: DatabaseError | None = None
        self._forget: Callable[[], object] = _nothing

    def go_with_next_of(self, alias: str) -> None:
        """Let it go out with the next statement of that connection; at once where there is nothing to go with."""
        driver: Any = connections[alias].connection
        if driver is None or "wait" in vars(driver):
            self._send()
            return

        def wait(steps: Generator[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
            del driver.wait
            return driver.wait(_doing_once_sent(steps, self._send), *args, **kwargs)

        driver.wait = wait
        self._forget = lambda: vars(driver).pop("wait", None)

    def finish(self) -> Row:
        """Wait for it, wherever it got to, and give its first row. Raises DatabaseError on failure."""
        self._forget()
        if self._finish is None and self._failure is None:
            return together.recorded(*self._sending)
        if self._failure is not None:
            raise self._failure
        assert self._finish is not None
        return self._finish()

    def _send(self) -> None:
        # Raised later: here another connection is in the middle of its own statement.
        try:
            self._finish = sent(*self._sending)
        except DatabaseError as failure:
            self._failure = failure


def _nothing() -> None:
    """Nothing waits to go out with another's statement."""


def _doing_once_sent(steps: Generator[Any, Any, Any], act: Callable[[], None]) -> Generator[Any, Any, Any]:
    """The steps of a statement, with something done when they first ask to wait: then it is on its way."""
    is_sent = False
    answer = None
    while True:
        try:
            wanted = steps.send(answer)
        except StopIteration as end:
            return end.value
        if not is_sent:
            act()
            is_sent = True
        answer = yield wanted
