"""``manage.py check`` fails on a page that says neither who may see it nor that everybody may."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from accounts import purposes_of_pages
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


@register(Tags.urls)
def every_page_says_what_for(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Each view that opens personal data declares its purpose (GDPR art. 5(1)(b))."""
    return [
        Error(f"/{page.pattern} declares no purpose, or one that its mark has no use for.", id="accounts.E002")
        for page in purposes_of_pages.table()
        if page.asks_for and not page.is_declared
    ]
