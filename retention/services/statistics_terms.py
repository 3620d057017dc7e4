"""Whether a controller may keep anonymised statistics: told by the package that knows the published notices."""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

Source = Callable[[str], bool]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Register where it is read, by the reference of the controller; there is one such source."""
    if _sources and _sources != [source]:
        raise ImproperlyConfigured("Whether statistics are kept is told by one source.")
    _sources[:] = [source]


def permitted(controller_reference: str) -> bool:
    """Whether the notice speaks of statistics; where none is known, nothing is kept."""
    return bool(_sources) and _sources[0](controller_reference)
