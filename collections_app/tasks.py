"""Work that is done away from the pages: on uploaded files, and on listenings that nobody ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from collections_app.models import UploadState
from collections_app.services import payment_uploads, upload_expiry
from collections_app.services.calls import playbacks
from collections_app.services.imports import check, importing, undoing, uploads
from personal_data.purposes import Purpose


class _Work(Protocol):
    """What is done with a file of one kind."""

    def __call__(self, *, reference: str, at: datetime) -> bool: ...


# The kinds of file that can be uploaded: how each is checked, and how it is imported.
_CHECKS: Mapping[str, _Work] = {uploads.CLAIMS: check.check, payment_uploads.PAYMENTS: payment_uploads.check}
_IMPORTS: Mapping[str, _Work] = {uploads.CLAIMS: importing.work_off, payment_uploads.PAYMENTS: payment_uploads.work_off}

_log = structlog.get_logger("collections_app.imports")


@shared_task(name="collections.check_upload", purpose=Purpose.INTAKE)
def check_upload(reference: str, **_: Any) -> None:
    """Read and judge an uploaded file."""
    _worked(reference, _CHECKS)


@shared_task(name="collections.import_upload", purpose=Purpose.INTAKE)
def import_upload(reference: str, **_: Any) -> None:
    """Import a file that was checked and ordered."""
    _worked(reference, _IMPORTS)


@shared_task(name="collections.undo_import", purpose=Purpose.INTAKE)
def undo_import(reference: str, **_: Any) -> None:
    """Take an import back for which that was ordered."""
    undoing.work_off(reference=reference, at=timezone.now())


@shared_task(name="collections.tend_uploads", purpose=Purpose.INTAKE)
def tend_uploads(**_: Any) -> None:
    """Finish what lost its worker, and erase what has lain here for 24 hours. Asked every minute."""
    for reference, state in list(importing.waiting()):
        (check_upload if state == UploadState.CHECKING else import_upload)(reference)
    for reference in undoing.waiting():
        undo_import(reference)
    upload_expiry.expire(at=timezone.now())


def hand_over(reference: str, task: Any) -> bool:
    """Hand a file to the worker. False when the queue cannot be reached: then ``tend_uploads`` finds it."""
    try:
        task.apply_async([reference], retry=False)
    except OperationalError:
        return False
    return True


def _worked(reference: str, work: Mapping[str, _Work]) -> None:
    """An error must not be tried again each minute: the file says that it stopped, and somebody looks."""
    try:
        work[importing.kind_of(reference)](reference=reference, at=timezone.now())
    except Exception:
        importing.stop(reference=reference)
        _log.exception("An uploaded file could not be worked off")


@shared_task(name="collections.end_idle_playbacks")
def end_idle_playbacks(**_: Any) -> None:
    """End the listenings of which nothing was heard for half an hour. Asked every five minutes."""
    playbacks.end_idle(at=timezone.now())
