"""Default deny: a page that nobody marked is refused."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.access import mark_of


class DefaultDeny:
    """Refuse every view that carries no mark of ``accounts.access``, whatever else protects it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Refuse before the view runs."""
        if not mark_of(view):
            raise PermissionDenied("This page is not marked with require, signed_in or public.")
