"""What people see when a page cannot be shown: what happened, who may, and what to do."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.csrf import csrf_failure

from accounts.access import mark_of
from accounts.permissions import Permission
from accounts.roles import PERMISSIONS_OF
from personal_data.envelopes import Refused
from personal_data.posted import UnknownFields
from privacy.portal import errors as portal

_WHY_REFUSED: dict[str, str | Promise] = {
    "restriction": _("Processing of this person's data is restricted: we only keep them (GDPR art. 18)."),
    "objection": _("The person has objected, and the objection is being decided (GDPR art. 21)."),
    "stopped": _("The person's objection was upheld: the data are not used for this any more (GDPR art. 21)."),
    "marketing": _("The person has objected to direct marketing (GDPR art. 21(3))."),
    "need_to_know": _("The record is sealed for a few named members of staff (GDPR art. 29 and 32)."),
    "no_emergency": _("Nobody has opened this in an emergency, or the hour is over."),
    "purpose_not_named": _("The notice of this controller does not name the purpose of this page, so it is off."),
    "purpose_locked": _("The record is kept for another purpose than the one of this page (GDPR art. 5(1)(b))."),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be understood, or says more than the page asks for."""
    if portal.is_portal(request):
        return portal.page(request, HTTPStatus.BAD_REQUEST)
    return render(request, "errors/400.html", {"has_more": isinstance(exception, UnknownFields)}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """May not: either the record is refused for this purpose, or the role does not permit the page."""
    if portal.is_portal(request):
        return portal.page(request, HTTPStatus.FORBIDDEN)
    if isinstance(exception, Refused):
        return render(request, "errors/refused.html", {"why": _WHY_REFUSED.get(exception.reason, "")}, status=403)
    return render(request, "errors/403.html", {"roles": _who_may(request, exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page or record, or no longer."""
    if portal.is_portal(request):
        return portal.page(request, HTTPStatus.NOT_FOUND)
    return render(request, "errors/404.html", status=404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """The address takes forms and shows no page, as somebody sees who loads it anew."""
    if portal.is_portal(request):
        return portal.page(request, HTTPStatus.METHOD_NOT_ALLOWED)
    return render(request, "errors/405.html", status=405)


def failed(request: HttpRequest) -> HttpResponse:
    """An error of ours. Drawn without database and session, which may be what failed."""
    if portal.is_portal(request):
        return portal.failed(request)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def unrecorded(request: HttpRequest) -> HttpResponse:
    """The trail cannot be written, so nothing was opened. Drawn without database and session.

    Who asked for a page gets its address again; what was sent must be sent anew.
    """
    retry = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    if portal.is_portal(request):
        page = portal.unrecorded(request, retry)
    else:
        said = render_to_string("errors/unrecorded.html", {"retry": retry})
        page = HttpResponse(said, status=HTTPStatus.SERVICE_UNAVAILABLE)
    page["Retry-After"] = "30"
    return page


def closed(*, is_for_tests: bool = False, is_lost_copy: bool = False) -> HttpResponse:
    """A back-up was restored and what was erased since stands there again; or production data on a test installation
    may not be shown, or a copy for tests lies where no test installation is set up any more. Drawn without database
    and session."""
    said = render_to_string("errors/closed.html", {"is_for_tests": is_for_tests, "is_lost_copy": is_lost_copy})
    page = HttpResponse(said, status=HTTPStatus.SERVICE_UNAVAILABLE)
    page["Retry-After"] = "600"
    return page


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token was missing or too old."""
    return portal.too_old(request) if portal.is_portal(request) else csrf_failure(request, reason)


def _who_may(request: HttpRequest, exception: Exception) -> list[str | Promise]:
    """The roles that permit the page."""
    match = request.resolver_match
    mark = mark_of(match.func) if match and isinstance(exception, PermissionDenied) else ""
    if mark not in set(Permission):
        return []
    return [role.label for role, permissions in PERMISSIONS_OF.items() if Permission(mark) in permissions]
