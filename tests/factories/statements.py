"""Counting what reaches the database, on every connection."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections


@contextmanager
def recorded() -> Iterator[list[tuple[str, str]]]:
    """Every statement sent meanwhile on any connection, as pairs of alias and SQL."""
    sent: list[tuple[str, str]] = []

    def note(alias: str) -> Callable[..., Any]:
        def wrapper(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
            sent.append((alias, str(sql)))
            return execute(sql, params, many, context)

        return wrapper

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(note(alias)))
        yield sent
