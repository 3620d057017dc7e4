"""Scheduled work of retention."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from personal_data import access
from retention.services import nightly


@shared_task(name="retention.run_nightly")
def run_nightly(**_: Any) -> None:
    """Erase what is due of the routine classes and finish what was interrupted.

    Asked every hour, so that each controller's night is met.
    """
    nightly.run_routine(by=access.system("retention.run_nightly"), at=timezone.now())
    nightly.finish_interrupted(at=timezone.now())
