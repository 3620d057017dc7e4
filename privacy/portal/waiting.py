"""The page for whoever came too often: it says how long to wait, and every other way."""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

_TOO_MANY = 429


def waiting_page(request: HttpRequest, template: str, wait: timedelta, context: Mapping[str, Any]) -> HttpResponse:
    """The page, with the time to wait in words and for programs."""
    minutes = timedelta(minutes=math.ceil(wait / timedelta(minutes=1)))
    words = format_timedelta(minutes, locale=get_language() or "en")
    response = render(request, template, {**context, "wait": words}, status=_TOO_MANY)
    response["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response
