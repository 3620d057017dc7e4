"""What a visitor of the portal sees when a page cannot be shown: no trade words, no blame, and the way on."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller
from privacy.portal.language import spoken


@dataclass(frozen=True, slots=True)
class Said:
    """A heading, and what to do about it."""

    title: str | Promise
    sentences: tuple[str | Promise, ...]


_SAID = {
    HTTPStatus.BAD_REQUEST: Said(
        _("That could not be understood"),
        (_("Nothing was changed. Go back, load the page again and send it once more."),),
    ),
    HTTPStatus.FORBIDDEN: Said(
        _("This cannot be shown now"),
        (_("Nothing was changed. Call or write to the company that you have the letter from, and ask there."),),
    ),
    HTTPStatus.NOT_FOUND: Said(
        _("There is nothing here"), (_("The address may be mistyped, or what stood here has been erased."),)
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Said(
        _("This address only takes a form"),
        (
            _("It shows no page of its own. Nothing was changed."),
            _("Go back to the page with the form and send it from there."),
        ),
    ),
}
_TOO_OLD = Said(
    _("This form was too old"),
    (
        _("The page was loaded a long time ago, so what it sent was not accepted. Nothing was changed."),
        _("Go back, load the page again and send it once more. Your browser must accept cookies from this site."),
    ),
)


def is_portal(request: HttpRequest) -> bool:
    """Whether the page that failed is one of the portal's."""
    return request.path.startswith(reverse("portal-sign-in"))


def page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """A page of the portal that says what happened."""
    return _shown(request, _SAID[status], status)


def too_old(request: HttpRequest) -> HttpResponse:
    """A form whose token was missing or too old."""
    return _shown(request, _TOO_OLD, HTTPStatus.FORBIDDEN)


def no_notice(request: HttpRequest, controller: Controller) -> HttpResponse:
    """The controller has published nothing here that this page could show: whom to write to instead."""
    context = {"controller": controller}
    return render(request, "portal/no_notice.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)


def failed(request: HttpRequest) -> HttpResponse:
    """An error of ours. Drawn without database and visit, which may be what failed."""
    with spoken(request, settings.PORTAL_LANGUAGES):
        return HttpResponse(render_to_string("portal/failed.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def unrecorded(request: HttpRequest, retry: str) -> HttpResponse:
    """Not even this visit could be recorded, so nothing was opened. ``retry`` is the address to ask for again, if it
    may be. Drawn without database and visit."""
    with spoken(request, settings.PORTAL_LANGUAGES):
        said = render_to_string("portal/unrecorded.html", {"retry": retry})
    return HttpResponse(said, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _shown(request: HttpRequest, said: Said, status: HTTPStatus) -> HttpResponse:
    with spoken(request, settings.PORTAL_LANGUAGES) as language:
        response = render(request, "portal/error.html", {"said": said}, status=status)
        response["Content-Language"] = language
    return response
