"""Every URL of the product with its view: what the system check and the resolver walk go through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Route:
    """One URL pattern and the view behind it."""

    pattern: str
    name: str
    view: Callable[..., Any]


def every_route() -> list[Route]:
    """All routes of the root URL configuration, nested ones included."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, path)
        else:
            yield Route(path, entry.name or "", entry.callback)
