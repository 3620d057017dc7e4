"""Work of retention that is done away from the pages: on a schedule, or because somebody asked for it."""

from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from personal_data import access
from retention.models import Run
from retention.services import certificates, nightly, nights, proving, runs, staff, wiping
from retention.services.backups import expiring


@shared_task(name="retention.run_nightly")
def run_nightly(**_: Any) -> None:
    """Erase what is due of the routine classes, then what was approved. Asked every hour, so that each controller's
    night is met."""
    by = access.system("retention.run_nightly")
    nightly.run_routine(by=by, at=timezone.now())
    nights.work(by=by, at=timezone.now())


@shared_task(name="retention.forget_staff")
def forget_staff(**_: Any) -> None:
    """Erase the names and addresses of staff who left, on their day."""
    staff.forget_due(at=timezone.now())


@shared_task(name="retention.finish_interrupted")
def finish_interrupted(**_: Any) -> None:
    """Finish the runs that lost their worker, and prove at once what they erased."""
    for run in nightly.finish_interrupted(at=timezone.now()):
        proving.prove_all(at=timezone.now(), only=run.reference)


@shared_task(name="retention.work_off_run")
def work_off_run(reference: str, **_: Any) -> None:
    """Erase what a run that was begun has to erase."""
    run = Run.objects.select_related("controller").get(reference=reference)
    runs.work_off(run=run, at=timezone.now())
    proving.prove_all(at=timezone.now(), only=reference)


@shared_task(name="retention.prove")
def prove(**_: Any) -> None:
    """Check and certify what was erased and has no certificate, and complete those whose key epoch has gone."""
    proving.prove_all(at=timezone.now())
    certificates.issue_final(at=timezone.now())


def hand_over(run: Run) -> bool:
    """Hand a run that was begun to the worker.

    False when the queue cannot be reached: then ``finish_interrupted`` finds the run and finishes it.
    """
    try:
        work_off_run.apply_async([run.reference], retry=False)
    except OperationalError:
        return False
    return True


@shared_task(name="retention.expire_backups")
def expire_backups(**_: Any) -> None:
    """Remove the back-ups whose thirty-five days are over."""
    expiring.expire_known(at=timezone.now())


@shared_task(name="retention.wipe_copy")
def wipe_copy(**_: Any) -> None:
    """On a test installation: wipe the copy of production data whose days are over."""
    wiping.wipe_if_over(at=timezone.now())
