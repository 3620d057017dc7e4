"""Whether a controller records calls, and what for: told by the package that knows the published notices.

Notices lie above this package, so it asks through a source that registers itself while the program starts.
"""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from collections_app.policies.calls import OFF, RecordingTerms

Source = Callable[[str], RecordingTerms | None]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Register where the terms of a controller are read, by its reference; there is one such source."""
    if _sources and _sources != [source]:
        raise ImproperlyConfigured("The terms of recordings are told by one source.")
    _sources[:] = [source]


def of(controller_reference: str) -> RecordingTerms:
    """The terms of a controller; where no notice is known, or it does not speak of recordings, none are made."""
    found = _sources[0](controller_reference) if _sources else None
    return found or OFF
