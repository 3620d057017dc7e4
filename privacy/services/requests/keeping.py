"""Records kept "for your request": what an access or portability request asks for does not fall due before delivery."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from audit import trail
from personal_data.models import BlockKind, Controller, DataSubject, EnvelopeBlock
from personal_data.services import blocks
from privacy import events
from privacy.models import DataSubjectRequest
from privacy.models.request import COPIED

REASON = "for_your_request"
COPIES = COPIED


def keep(*, request: DataSubjectRequest) -> None:
    """Keep everything of the person until delivery, at most until the legal deadline of the request."""
    blocks.place(kind=BlockKind.WISH, reason_code=REASON, subject=request.subject, review_on=request.legal_deadline_on)


@transaction.atomic
def release(*, subject: DataSubject, besides: DataSubjectRequest | None = None) -> int:
    """Let go what was kept, when no other open request of the person asks for a copy. What is due goes in the next run.

    ``besides`` is the request that is just being closed. Returns the number of blocks lifted.
    """
    waiting = DataSubjectRequest.objects.of_subject(subject).open().filter(right__in=COPIES)
    if besides is not None:
        waiting = waiting.exclude(pk=besides.pk)
    if waiting.exists():
        return 0
    return _lift(list(_standing().filter(subject=subject)))


@transaction.atomic
def release_overdue(*, controller: Controller, today: date) -> int:
    """Let go what was kept longer than the legal deadline allows. Returns the number of blocks lifted."""
    return _lift(list(_standing().filter(subject__controller=controller, review_on__lt=today)))


def _standing() -> QuerySet[EnvelopeBlock]:
    return EnvelopeBlock.objects.filter(kind=BlockKind.WISH, reason_code=REASON, lifted_at__isnull=True)


def _lift(standing: list[EnvelopeBlock]) -> int:
    for block in standing:
        blocks.lift(block)
    if standing:
        trail.record(events.KEPT_FOR_REQUEST_RELEASED, count=len(standing))
    return len(standing)
