"""The language of the portal: the visitor's choice, else the best that the browser asks for among those we have.

A language whose words are not all there is not offered: a page in two languages can be read aloud in neither.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from accounts.access import public
from personal_data.posted import takes

COOKIE = "portal_language"
# Browsers of Norwegians ask for either.
_SAME = {"no": "nb", "nn": "nb"}
_A_YEAR = 365 * 24 * 60 * 60


@public
@require_POST
@takes("language")
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the language that was asked for, and show the same page again."""
    response = HttpResponseRedirect(_page_before(request))
    language = request.POST.get("language", "")
    if language in {*settings.PORTAL_LANGUAGES, *settings.PORTAL_SEEN_LANGUAGES}:
        response.set_cookie(
            COOKIE,
            language,
            max_age=_A_YEAR,
            path=reverse("portal-sign-in"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@contextmanager
def spoken(request: HttpRequest, offered: Sequence[str]) -> Iterator[str]:
    """Speak the visitor's language for the length of a page, which is there in the languages that are offered."""
    language = _chosen(request, offered)
    request.portal_languages = offered  # type: ignore[attr-defined]  # ours, on Django's request
    with translation.override(language):
        request.LANGUAGE_CODE = language
        yield language


def _chosen(request: HttpRequest, offered: Sequence[str]) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in offered:
        return chosen
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        language = asked.partition("-")[0]
        language = _SAME.get(language, language)
        if language in offered:
            return language
    return "en"


def _page_before(request: HttpRequest) -> str:
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if is_ours else reverse("portal-sign-in")
