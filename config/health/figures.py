"""Figures for Prometheus: requests by route, and what the database says of open work. No label names a person."""

import os
from collections.abc import Iterator

from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from audit import filing
from audit.tree import sealing
from config.health import checks, rhythm
from privacy.models import DataSubjectRequest
from retention.models import Run
from retention.policies.run_transitions import ENDED
from retention.selectors import overdue

_REQUESTS = Counter("sigill_requests", "Requests answered.", ["method", "route", "status"])
_SECONDS = Histogram("sigill_request_seconds", "Time until the answer, in seconds.", ["route"])


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request, by the pattern of its address."""
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)


def exposition() -> bytes:
    """All figures in Prometheus' text format, those of the other web processes included."""
    registry = CollectorRegistry()
    registry.register(_OpenWork())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library's types stop here
        return generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)


class _OpenWork(Collector):
    """What waits, counted when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        """One gauge for each kind of open work."""
        today = timezone.localdate()  # of UTC: a figure for watching, not the clock itself
        requests = DataSubjectRequest.objects.open()
        yield _gauge("sigill_open_requests", "Data subject requests whose clock runs.", requests.count())
        yield _gauge(
            "sigill_late_requests",
            "Open data subject requests past their legal deadline.",
            requests.filter(legal_deadline_on__lt=today).count(),
        )
        yield _gauge("sigill_open_retention_runs", "Retention runs that are not finished.", _open_runs())
        yield _gauge(
            "sigill_overdue_records",
            "Records past the day on which they had to go, and held by nothing: zero is the promise.",
            overdue.count(),
        )
        yield _gauge("sigill_audit_partitions_ahead", "Months ahead with partitions.", checks.partitions_ahead())
        yield _gauge("sigill_unsealed_seconds", "How long the oldest unsealed event waits.", sealing.longest_wait())
        yield _gauge("sigill_unfiled_events", "Changes recorded but not yet in the trail.", filing.waiting())
        if (age := rhythm.heartbeat_age()) is not None:
            yield _gauge("sigill_worker_heartbeat_age_seconds", "Seconds since a worker last worked.", age)


def _open_runs() -> int:
    return Run.objects.exclude(state__in=ENDED).count()


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)
