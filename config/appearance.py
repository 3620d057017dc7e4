"""The switches in the footer, light or dark and the language: cookies that hold nothing else remember them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.access import public
from personal_data.posted import takes

THEMES = ("light", "dark")
_A_YEAR = 365 * 24 * 60 * 60


@public
@require_POST
@takes("theme")
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the colours that were asked for, and show the same page again."""
    response = HttpResponseRedirect(_page_before(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=_A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _page_before(request: HttpRequest) -> str:
    before = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if is_ours else "/"


urlpatterns = [
    path("appearance/", choose, name="appearance"),
    path("language/", public(require_POST(takes("language", "next")(set_language))), name="set_language"),
]
