"""Scheduled work of the trail."""

from typing import Any

from celery import shared_task
from django.db import connection
from django.utils import timezone

from audit import filing
from audit.tree import sealing, witnesses


@shared_task(name="audit.make_partitions")
def make_partitions(**_: Any) -> None:
    """Make the monthly partitions 24 months ahead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_make_partitions(24)")


@shared_task(name="audit.file_events")
def file_events(**_: Any) -> None:
    """File what single changes have recorded under the persons concerned."""
    filing.bring_up_to_date()


@shared_task(name="audit.seal")
def seal(**_: Any) -> None:
    """Give each committed event its leaf, sign the head and tell the witnesses."""
    sealing.seal(at=timezone.now())
    witnesses.tell()
