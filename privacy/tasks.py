"""Scheduled work of privacy."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from privacy.services import sign_in_counts


@shared_task(name="privacy.forget_failed_sign_ins")
def forget_failed_sign_ins(**_: Any) -> None:
    """Remove the counts of failed sign-ins whose window has ended."""
    sign_in_counts.forget(at=timezone.now())


@shared_task(name="privacy.forget_ended_visits")
def forget_ended_visits(**_: Any) -> None:
    """Remove the rows of visits and of staff's sign-ins that are over."""
    SessionStore.clear_expired()
