"""How far each controller's data may go: told by the package that knows the published notices.

Notices lie above this package, so it asks through a source that registers itself while the program starts.
"""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from collections_app.policies.transfers import STAY, Limits

Source = Callable[[str], Limits | None]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Register where the limits of a controller are read, by its reference; there is one such source."""
    if _sources and _sources != [source]:
        raise ImproperlyConfigured("The limits of transfers are told by one source.")
    _sources[:] = [source]


def of(controller_reference: str) -> Limits:
    """The limits of a controller; where no notice is known, data stay inside the Economic Area."""
    found = _sources[0](controller_reference) if _sources else None
    return found or STAY
