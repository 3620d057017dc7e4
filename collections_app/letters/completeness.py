"""Whether the data of a letter hold every element that law or post demands of it (GDPR art. 12(4), 13(1)).

A path names an element, ``controller.name``; a star stands for every entry of a list, ``refused.*.reason``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


class MissingElements(ValueError):
    """A letter lacks elements that it must contain. ``names`` are their paths; no value is told."""

    def __init__(self, letter: str, names: tuple[str, ...]) -> None:
        super().__init__(f"The letter {letter!r} cannot be written without: {', '.join(names)}.")
        self.letter = letter
        self.names = names


def check(letter: str, required: Iterable[str], data: Mapping[str, Any]) -> None:
    """Raises MissingElements with every required path that leads to nothing, or to an empty text or list."""
    missing = tuple(name for path in required for name in _missing(path.split("."), data, ()))
    if missing:
        raise MissingElements(letter, missing)


def _missing(path: list[str], value: Any, so_far: tuple[str, ...]) -> Iterator[str]:
    if _is_empty(value):
        yield ".".join((*so_far, *path))
    elif path and path[0] == "*":
        for number, entry in enumerate(value):
            yield from _missing(path[1:], entry, (*so_far, str(number)))
    elif path:
        yield from _missing(path[1:], value.get(path[0]), (*so_far, path[0]))


def _is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Mapping | list | tuple) and not value)
