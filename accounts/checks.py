"""``manage.py check`` fails on a page that says neither who may see it nor that everybody may."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from accounts.access import mark_of
from accounts.routes import every_route


@register(Tags.urls)
def every_page_is_marked(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Each view carries ``require``, ``signed_in`` or ``public`` (GDPR art. 25(2), 32)."""
    return [
        Error(f"/{route.pattern} is not marked: use accounts.access.require, signed_in or public.", id="accounts.E001")
        for route in every_route()
        if not mark_of(route.view)
    ]
