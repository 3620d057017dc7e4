"""The worker's sign of life."""

from typing import Any

from celery import shared_task

from config.health import rhythm


@shared_task(name="config.heartbeat")
def heartbeat(**_: Any) -> None:
    """Show that beat plans and a worker works."""
    rhythm.beat()
