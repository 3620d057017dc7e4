"""What a worker does before its first task; it needs the models, which are not there yet when the queue is made."""

from typing import Any

from celery.signals import worker_init
from django.utils import timezone

from personal_data import access
from personal_data.purposes import Purpose
from personal_data.services import journal_standing
from retention.services import wiping


@worker_init.connect
def look_at_the_journal(**_: Any) -> None:
    """Is the database as new as the erasure journal says?"""
    journal_standing.begin()


@worker_init.connect
def wipe_what_is_over(**_: Any) -> None:
    """On a test installation that was switched off when the days of its copy were over."""
    with access.context(actor=access.system("worker"), purpose=Purpose.RETENTION, channel="task"):
        wiping.wipe_if_over(at=timezone.now())
