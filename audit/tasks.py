"""Scheduled work of the trail."""

from typing import Any

from celery import shared_task
from django.db import connection

from audit import filing


@shared_task(name="audit.make_partitions")
def make_partitions(**_: Any) -> None:
    """Make the monthly partitions 24 months ahead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_make_partitions(24)")


@shared_task(name="audit.file_events")
def file_events(**_: Any) -> None:
    """File what single changes have recorded under the persons concerned."""
    filing.bring_up_to_date()
