"""What a worker does before its first task; it needs the models, which are not there yet when the queue is made."""

from typing import Any

from celery.signals import worker_init

from personal_data.services import journal_standing


@worker_init.connect
def look_at_the_journal(**_: Any) -> None:
    """Is the database as new as the erasure journal says?"""
    journal_standing.begin()
