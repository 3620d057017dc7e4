"""What every response carries, and the one line that every request leaves in the log."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from accounts.access import request_id_of
from audit.trail import RecordingFailed
from config import error_pages
from config.health import figures
from personal_data.journal import closing
from retention.services import installation_for_tests
from retention.services.backups.restoring import RESTORED

_Handler = Callable[[HttpRequest], HttpResponseBase]
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # what a stranger makes up is no label
_log = structlog.get_logger("config.requests")


class RequestLog:
    """Name the request by an id that the log, the audit trail and the response share; log its route, not its address.

    The route is the pattern of the URL, so that no reference and no search word gets into the log.
    """

    def __init__(self, get_response: _Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = str(request_id_of(request))
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=name):
            response = self._get_response(request)
            spent = time.perf_counter() - started
            route = request.resolver_match.route if request.resolver_match else "no such page"
            _log.info(f"{request.method} /{route}", status=response.status_code, milliseconds=round(spent * 1000))
        method = request.method if request.method in _METHODS else "other"
        figures.count_request(method=method, route=f"/{route}", status=response.status_code, seconds=spent)
        response["X-Request-ID"] = name
        return response


class ClosedUntilReplayed:
    """Serve no page while a restored database may hold what was erased, or production data on a test installation have
    no approval; supervisors are answered all the same."""

    def __init__(self, get_response: _Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/health/") or not (reason := closing.why()):
            return self._get_response(request)
        if reason == RESTORED:
            return error_pages.closed()
        is_for_tests, is_lost = installation_for_tests.is_one(), reason == installation_for_tests.NOT_FOR_TESTS
        return error_pages.closed(is_for_tests=is_for_tests, is_lost_copy=is_lost)


class NothingUnrecorded:
    """Say so, and how to go on, where a page was not shown because its record could not be written."""

    def __init__(self, get_response: _Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer for the page; the fault itself goes to the log."""
        if not isinstance(exception, RecordingFailed):
            return None
        _log.error("The audit trail cannot be written.", exc_info=exception)
        return error_pages.unrecorded(request)


class PrivateByDefault:
    """Keep pages out of every cache, and the browser's sensors out of pages.

    A page that was read at a shared desk must not come back with the Back button after signing out.
    """

    def __init__(self, get_response: _Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response


class WrongMethodInWords:
    """Say in words that an address takes only forms: Django answers that with an empty page."""

    def __init__(self, get_response: _Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        is_wordless = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not is_wordless or request.method not in ("GET", "HEAD"):
            return response
        page = error_pages.wrong_method(request)
        page["Allow"] = response["Allow"]
        return page
