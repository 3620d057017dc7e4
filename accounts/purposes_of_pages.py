"""The one table of what each page and endpoint is for: who may ask for it, and the purpose that its events carry."""

from typing import NamedTuple

from accounts.access import mark_of, other_purpose_of, purpose_of
from accounts.routes import every_route
from personal_data.purposes import Purpose

WITHOUT = ("public", "signed_in")
"""Marks of pages that open no personal data of others: they show what everybody may read, or one's own account."""


class PagePurpose(NamedTuple):
    """One address: its name, its pattern, who may ask (a permission or a mark), and the purpose, if it has one.

    ``other`` is the purpose to which it turns by what it finds: documentation, where a case is closed (AXACTOR-87).
    """

    name: str
    pattern: str
    asks_for: str
    purpose: Purpose | None
    other: Purpose | None = None

    @property
    def is_declared(self) -> bool:
        """Whether it has a purpose where it must have one, and none where it opens nothing."""
        return (self.asks_for in WITHOUT) == (self.purpose is None)


def table() -> list[PagePurpose]:
    """Every address there is, by its pattern (GDPR art. 5(1)(b), 30(1)(b))."""
    routes = sorted(every_route(), key=lambda route: route.pattern)
    return [
        PagePurpose(each.name, each.pattern, mark_of(each.view), purpose_of(each.view), other_purpose_of(each.view))
        for each in routes
    ]
