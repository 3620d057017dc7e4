"""Carrying out decided requests: what was granted goes, and what was refused until a day goes on that day."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from personal_data import access, envelopes
from personal_data.models import Envelope
from personal_data.services import erasure_decisions
from privacy.models import DataSubjectRequest, ItemOutcome, LetterKind, RequestItem, RequestStatus
from privacy.services.requests import recipient_notices, steps
from privacy.services.requests.steps import CannotBeWritten, NotAllowed
from retention.models import ErasureAct
from retention.services import proving

BATCH = 500


@transaction.atomic
def order(*, request: DataSubjectRequest, at: datetime) -> int:
    """Hand the decisions of a request to the erasure gate: granted items from today, refused ones from their end.

    Raises NotAllowed until the request is decided and its answer and the notices to recipients lie sealed in its own
    envelope: they are told what was done even when everything else about the person is gone.
    Returns the number of new decisions.
    """
    if request.status != RequestStatus.DECIDED:
        raise NotAllowed("no_such_step")
    if not request.letters.filter(kind=LetterKind.ANSWER).exists():
        raise NotAllowed("letter_missing")
    recipient_notices.check_told(request)
    ordered = 0
    for item in request.items.exclude(decided_by=None):
        effective_on = steps.local_day(request, at) if item.outcome == ItemOutcome.GRANTED else item.until
        if item.decided_by is None or effective_on is None:
            continue
        ordered += erasure_decisions.decide(
            envelopes=[item.item_envelope],
            reference=request.reference,
            effective_on=effective_on,
            decided_by=item.decided_by,
            approved_by=item.approved_by,
            decided_at=at,
        )
    return ordered


def carry_out(*, at: datetime) -> Counter[str]:
    """Erase what decisions have come to, records before the profiles that they need; counts the gate's answers.

    Safe to call again at any time: what is gone is gone, and what the gate keeps is asked again next time. What each
    request comes to today is an act of its own, which is checked and certified afterwards.
    """
    outcomes: Counter[str] = Counter()
    acts: dict[UUID, ErasureAct] = {}
    for profiles in (False, True):
        after: UUID | None = None
        while batch := erasure_decisions.effective(profiles=profiles, after=after, limit=BATCH):
            after = batch[-1]
            with transaction.atomic():
                _tell_recipients(batch, at=at)
                for request, records in _by_request(batch).items():
                    run = _act_of(request, acts).pk if request else None
                    outcomes.update(_erase(records, run=run, at=at))
    for act in acts.values():
        proving.end_act(act, at=timezone.now())
    return outcomes


def _erase(records: Sequence[UUID], *, run: UUID | None, at: datetime) -> list[str]:
    results = envelopes.erase(records, ground="request", run=run)
    gone = [result.envelope_id for result in results if result.erased]
    RequestItem.objects.filter(item_envelope__in=gone, carried_out_at=None).update(carried_out_at=at)
    return [result.reason for result in results]


def _by_request(batch: Sequence[UUID]) -> dict[DataSubjectRequest | None, list[UUID]]:
    """The records of a batch by the request that wants them gone, the earliest where several do."""
    items = RequestItem.objects.filter(item_envelope__in=batch, carried_out_at=None).exclude(decided_by=None)
    owners: dict[UUID, DataSubjectRequest] = {}
    for item in items.select_related("request__controller").order_by("request__reference"):
        owners.setdefault(item.item_envelope, item.request)
    grouped: dict[DataSubjectRequest | None, list[UUID]] = defaultdict(list)
    for record in batch:
        grouped[owners.get(record)].append(record)
    return grouped


def _act_of(request: DataSubjectRequest, acts: dict[UUID, ErasureAct]) -> ErasureAct:
    if request.pk not in acts:
        now = timezone.now()
        acts[request.pk] = proving.begin_act(controller=request.controller, reference=request.reference, at=now)
    return acts[request.pk]


def _tell_recipients(batch: Sequence[UUID], *, at: datetime) -> None:
    """Make the notices about what was kept until today, while it is still here to be told of.

    Where one cannot be written, the request shows its recipient as untold; the day on which the data go stays.
    """
    here = access.current()
    kept = RequestItem.objects.filter(item_envelope__in=batch, outcome=ItemOutcome.REFUSED, carried_out_at=None)
    for item in kept.select_related("request__controller"):
        with contextlib.suppress(CannotBeWritten), transaction.atomic():
            if here is not None:
                recipient_notices.make(request=item.request, records=[item.item_envelope], by=here.actor.id, at=at)


@transaction.atomic
def review_refusals(*, at: datetime) -> int:
    """Decide anew, by itself, what was refused for a claim that has since ended; says how many records that were.

    On its review day a record whose case is closed goes (art. 17(3)(e) protects it no longer); one whose case is still
    open stays in the DPO's queue as a review that is due.
    """
    reviewed = 0
    waiting = RequestItem.objects.filter(
        outcome=ItemOutcome.REFUSED,
        until=None,
        carried_out_at=None,
        approved_by__isnull=False,
        request__status=RequestStatus.ANSWERED,
    ).select_related("request__controller")
    for item in waiting.order_by("review_on", "id").iterator(chunk_size=BATCH):
        today = steps.local_day(item.request, at)
        ended = Envelope.objects.filter(id=item.item_envelope, trigger_on__lte=today).exists()
        if item.review_on is None or item.review_on > today or not ended or item.decided_by is None:
            continue
        reviewed += erasure_decisions.decide(
            envelopes=[item.item_envelope],
            reference=item.request.reference,
            effective_on=today,
            decided_by=item.decided_by,
            approved_by=item.approved_by,
            decided_at=at,
        )
    return reviewed
