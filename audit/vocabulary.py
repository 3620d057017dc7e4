"""The closed vocabulary of event names.

Each package enters its names here while the application loads; when loading ends the list is frozen. A name that
nobody registered cannot be recorded, so the trail never holds a word that the documentation does not explain.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

_NAME = re.compile(r"^[a-z_]+(\.[a-z_]+){1,4}$")


@dataclass(frozen=True, slots=True)
class EventName:
    """One kind of event, by its dotted name, for instance ``collections.case.closed``."""

    name: str
    description: str

    def __str__(self) -> str:
        return self.name


class _Vocabulary:
    def __init__(self) -> None:
        self.names: dict[str, EventName] = {}
        self.frozen = False


_vocabulary = _Vocabulary()


def register(name: str, description: str) -> EventName:
    """Enter a name; only while the application loads.

    Raises ImproperlyConfigured when the name is malformed, taken, or the vocabulary is already frozen.
    """
    if _vocabulary.frozen:
        raise ImproperlyConfigured(f"The audit vocabulary is frozen; {name!r} came too late. Register it in events.py.")
    if not _NAME.match(name):
        raise ImproperlyConfigured(f"{name!r} is no event name: use lower-case words joined by dots.")
    if name in _vocabulary.names:
        raise ImproperlyConfigured(f"The event name {name!r} is registered twice.")
    event = EventName(name, description)
    _vocabulary.names[name] = event
    return event


def freeze() -> None:
    """Close the list. Called once, when every package has loaded."""
    _vocabulary.frozen = True


def names() -> dict[str, EventName]:
    """All registered names, by name."""
    return dict(_vocabulary.names)
