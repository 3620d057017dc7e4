"""Which cookies the portal sets: all of them, each needed for what the visitor asked for.

Cookies that a service needs may be set without asking (directive 2002/58, art. 5(3)). There are no others here, so
nothing is asked and nobody is followed. A test compares this list with what the pages set.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from privacy.portal import language
from privacy.portal.access import open_to_all

VERSION = date(2026, 11, 21)
"""The day on which this list last changed."""
_A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: its name, what it is for, and how long it lasts."""

    name: str
    serves: Promise
    seconds: int | None
    """None: until the browser is closed."""

    @property
    def lasts(self) -> Promise:
        """How long it stays, in words."""
        return _("until you close the browser") if self.seconds is None else _("one year")


def every() -> tuple[Cookie, ...]:
    """All cookies that a page of the portal may set, under the names of this installation."""
    return (
        Cookie(settings.PORTAL_COOKIE_NAME, _("Keeps you signed in while you visit the portal."), None),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Protects what you send: nobody else can send it in your name."),
            settings.CSRF_COOKIE_AGE,
        ),
        Cookie("messages", _("Tells you once, on the next page, that what you asked for was done."), None),
        Cookie(language.COOKIE, _("Remembers the language that you chose."), _A_YEAR),
        Cookie("theme", _("Remembers light or dark, if you chose one."), _A_YEAR),
    )


@require_GET
@open_to_all
def page(request: HttpRequest) -> HttpResponse:
    """The list, for everybody, before and after sign-in."""
    return render(request, "portal/cookies.html", {"cookies": every(), "version": VERSION})
