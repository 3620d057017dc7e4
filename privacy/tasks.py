"""Scheduled work of privacy."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.services import sign_in_marks
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.services import access_reviews, trail_alarm
from privacy.services.compliance import measuring, telling
from privacy.services.contested import restrictions
from privacy.services.copies import assembly, delivery
from privacy.services.notices import changes
from privacy.services.requests import carrying_out, keeping
from privacy.services.sign_in import asked_letters, counts
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
        keeping.release_overdue(controller=controller, today=local_today(controller))


@shared_task(name="privacy.forget_failed_sign_ins")
def forget_failed_sign_ins(**_: Any) -> None:
    """Remove the counts of failed sign-ins whose window has ended, and old wishes for a sign-in letter."""
    counts.forget(at=timezone.now())
    asked_letters.forget(at=timezone.now())


@shared_task(name="privacy.forget_ended_visits")
def forget_ended_visits(**_: Any) -> None:
    """Remove the rows of visits and of staff's sign-ins that are over."""
    SessionStore.clear_expired()
    sign_in_marks.forget(at=timezone.now())


@shared_task(name="privacy.assemble_copy", purpose=Purpose.SUBJECT_REQUEST)
def assemble_copy(reference: str, **_: Any) -> None:
    """Make the copy that was ordered for a request, by its reference; nothing about the person is handed over."""
    assembly.assemble(reference=reference, at=timezone.now())


@shared_task(name="privacy.tend_copies", purpose=Purpose.SUBJECT_REQUEST)
def tend_copies(**_: Any) -> None:
    """Take back copies that must not be there any more, and make those whose worker was lost. Asked every minute."""
    now = timezone.now()
    delivery.tend(at=now)
    for reference in assembly.waiting_long(at=now):
        assembly.assemble(reference=reference, at=now)


@shared_task(name="privacy.tell_of_changes", purpose=Purpose.SUBJECT_REQUEST)
def tell_of_changes(**_: Any) -> None:
    """List whom a significant change of a notice concerns, and write some of their letters. Asked every minute."""
    changes.go_on(at=timezone.now())


@shared_task(name="privacy.check_compliance", purpose=Purpose.SUPERVISION)
def check_compliance(**_: Any) -> None:
    """Measure every promise, forget figures that are too old, and tell the DPO what has turned. Asked once a day."""
    now = timezone.now()
    measuring.measure_everything(at=now)
    measuring.forget(today=now.date())
    telling.tell(at=now)


@shared_task(name="privacy.tell_of_turns", purpose=Purpose.SUPERVISION)
def tell_of_turns(**_: Any) -> None:
    """Mail the DPO what has turned and was not told yet. Asked every hour, and after a check on demand."""
    telling.tell(at=timezone.now())


def hand_over_telling() -> bool:
    """Let the worker mail what has turned. False when the queue cannot be reached: the hourly round mails it then."""
    try:
        tell_of_turns.apply_async(retry=False)
    except OperationalError:
        return False
    return True


def hand_over(reference: str) -> bool:
    """Hand an ordered copy to the worker. False when the queue cannot be reached: then ``tend_copies`` finds it."""
    try:
        assemble_copy.apply_async([reference], retry=False)
    except OperationalError:
        return False
    return True


@shared_task(name="privacy.find_unusual_openings", purpose=Purpose.SECURITY)
def find_unusual_openings(**_: Any) -> None:
    """Put openings that stand out into the review queue, and forget reviews that are too old. Asked every hour."""
    now = timezone.now()
    access_reviews.find(at=now)
    access_reviews.forget(at=now)


@shared_task(name="privacy.verify_trail", purpose=Purpose.SECURITY)
def verify_trail(**_: Any) -> None:
    """Verify the audit trail and raise the alarm where it is not whole. Asked once a night."""
    trail_alarm.check()
