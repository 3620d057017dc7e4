"""Scheduled work of the key ring and the file store."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from personal_data import files
from personal_data.services import key_rotation


@shared_task(name="personal_data.rotate_keys")
def rotate_keys(**_: Any) -> None:
    """Begin an epoch when it is time, re-wrap what lives, destroy what has outlived its 28 days."""
    key_rotation.rotate(at=timezone.now())


@shared_task(name="personal_data.sweep_files")
def sweep_files(**_: Any) -> None:
    """Remove ciphertext that a crash left behind."""
    files.sweep()
