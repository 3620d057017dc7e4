"""The access context of one page: it is left with the page, or with the end of a body that is still being sent."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from contextvars import Context, copy_context
from typing import cast

from django.http import HttpResponseBase, StreamingHttpResponse

from personal_data import access


class PageContext:
    """Runs one page in an access context of its own, which nothing outside the page can see."""

    def __init__(self, acting: AbstractContextManager[access.Context]) -> None:
        self._acting = acting
        self._stack = ExitStack()
        self._within: Context = copy_context()

    def run(self, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """The page, rendered; its context is left at once, or with the end of a streamed body."""
        self._within.run(self._stack.enter_context, self._acting)
        is_streamed = False
        try:
            response = self._within.run(_rendered, view)
            is_streamed = isinstance(response, StreamingHttpResponse)
        finally:
            if not is_streamed:
                self._leave()
        if isinstance(response, StreamingHttpResponse):
            parts = iter(response.streaming_content)  # type: ignore[arg-type]  # under WSGI it is not asynchronous
            response.streaming_content = _StreamInContext(parts, self._within, self._leave)
        return response

    def _leave(self) -> None:
        self._within.run(self._stack.close)


def _rendered(view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    response = view()
    render = getattr(response, "render", None)
    return cast("HttpResponseBase", render()) if render else response


class _StreamInContext:
    """A streamed body whose every part is made inside the page's access context."""

    def __init__(self, parts: Iterator[bytes], within: Context, leave: Callable[[], None]) -> None:
        self._parts = parts
        self._within = within
        self._leave = leave

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return self._within.run(next, self._parts)

    def close(self) -> None:
        self._leave()
