"""Scheduled work of the key ring, the file store and the erasure journal."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from personal_data import files
from personal_data.services import journal_keeping, key_rotation, trail_expiry


@shared_task(name="personal_data.rotate_keys")
def rotate_keys(**_: Any) -> None:
    """Begin an epoch when it is time, re-wrap what lives, destroy what has outlived its 28 days."""
    key_rotation.rotate(at=timezone.now())


@shared_task(name="personal_data.sweep_files")
def sweep_files(**_: Any) -> None:
    """Remove ciphertext that a crash left behind."""
    files.sweep()


@shared_task(name="personal_data.expire_trail")
def expire_trail(**_: Any) -> None:
    """Let events go whose term is over, whole months at a time, each month with a certificate. Asked once a night."""
    trail_expiry.expire(at=timezone.now())


@shared_task(name="personal_data.check_journal")
def check_journal(**_: Any) -> None:
    """Verify the erasure journal and settle what a crash left open."""
    journal_keeping.check(at=timezone.now())
