"""What a controller may keep of a debtor and from whom: told by the package that knows the published notices.

Notices lie above this package, so it asks through a source that registers itself while the program starts.
"""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from collections_app.policies.details import NOTHING, Terms

Teller = Callable[[str], Terms | None]

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Register where the terms of a controller are read, by its reference; there is one such place."""
    if _tellers and _tellers != [teller]:
        raise ImproperlyConfigured("The terms of details are told in one place.")
    _tellers[:] = [teller]


def of(controller_reference: str) -> Terms:
    """The terms of a controller; where no notice is known, nothing may be entered."""
    found = _tellers[0](controller_reference) if _tellers else None
    return found or NOTHING
