"""``/health/live`` and ``/health/ready`` for supervisors and load balancers, ``/health/metrics`` for Prometheus."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from accounts.access import public
from config.health import checks, figures


@public
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody else."""
    return JsonResponse({"status": "live"})


@public
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served. Says which check fails and not why: that stands in the log."""
    failed = checks.failures()
    answers = {name: "failed" if name in failed else "ok" for name in checks.CHECKS}
    return JsonResponse(
        {"status": "not ready" if failed else "ready", "checks": answers},
        status=HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK,
    )


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for the bearer of METRICS_TOKEN; without one in the settings there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        refused = HttpResponse(
            "Send the token of METRICS_TOKEN: Authorization: Bearer ...\n", content_type="text/plain"
        )
        refused.status_code = HTTPStatus.UNAUTHORIZED
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(figures.exposition(), content_type=CONTENT_TYPE_LATEST)


urlpatterns = [
    path("live", live, name="health-live"),
    path("ready", ready, name="health-ready"),
    path("metrics", metrics, name="health-metrics"),
]
