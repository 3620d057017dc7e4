"""Scheduled work of privacy."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from personal_data.models import Controller
from privacy.services import carrying_out, kept_for_request, restrictions, sign_in_counts
from retention.selectors.due import local_today


@shared_task(name="privacy.carry_out_decisions")
def carry_out_decisions(**_: Any) -> None:
    """Erase what decided requests have come to, let go what was kept longer than the law allows, and lift what the
    person was told would be lifted.

    Asked every hour.
    """
    now = timezone.now()
    restrictions.lift_due(at=now)
    carrying_out.review_refusals(at=now)
    carrying_out.carry_out(at=now)
    for controller in Controller.objects.order_by("reference"):
        kept_for_request.release_overdue(controller=controller, today=local_today(controller))


@shared_task(name="privacy.forget_failed_sign_ins")
def forget_failed_sign_ins(**_: Any) -> None:
    """Remove the counts of failed sign-ins whose window has ended."""
    sign_in_counts.forget(at=timezone.now())


@shared_task(name="privacy.forget_ended_visits")
def forget_ended_visits(**_: Any) -> None:
    """Remove the rows of visits and of staff's sign-ins that are over."""
    SessionStore.clear_expired()
