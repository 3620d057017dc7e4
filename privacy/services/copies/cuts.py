"""Leaving something out of a person's copy by hand: decided by the privacy officer, approved by a second person.

GDPR art. 15(4), 23; ALMI-74, ALMI-75. Nothing is left out before the approval, and everything can never be.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit import trail
from personal_data import envelopes
from personal_data.models import Envelope, Role
from privacy import events
from privacy.models import CopyCut, CutGround, DataSubjectRequest, RequestStatus, Right
from privacy.policies.copies import cuts as copy_cuts
from privacy.policies.held_records import HeldRecord, Holdings
from privacy.record_classes import COPY_CUT
from privacy.selectors import copy_cuts as decided
from privacy.selectors import holdings
from privacy.services.requests import steps
from privacy.services.requests.steps import NotAllowed


@dataclass(frozen=True, slots=True)
class Part:
    """What is left out: a field of a row, or a file, and the words if not all of it."""

    row: UUID
    field: str
    words: str = ""


@transaction.atomic
def leave_out(
    *,
    request: DataSubjectRequest,
    part: Part,
    ground: str,
    citation: str,
    facts: str,
    is_secret: bool,
    by: UUID,
    at: datetime,
) -> CopyCut:
    """Decide to leave a part out. Raises NotAllowed when it is not there, a ground is missing or nothing is left."""
    locked = _reviewed(request)
    _check_reasons(ground, citation=citation, facts=facts, is_secret=is_secret)
    held = holdings.of_subject(request.subject, at=at, is_cut=False)
    record, text = _find(held, part)
    spans = copy_cuts.places_of(part.words, text) if part.words else ()
    if part.words and not spans:
        raise NotAllowed("cut_words_missing")
    _take_back(CopyCut.objects.filter(request=locked, row=part.row, field=part.field, taken_back_at=None), at)
    envelope = _envelope(locked, at)
    made = CopyCut.objects.create(
        envelope=envelope,
        request=locked,
        record=record.envelope_id,
        row=part.row,
        field=part.field,
        spans=list(chain.from_iterable(spans)),
        of_length=len(text) if spans else 0,
        ground=ground,
        citation=citation.strip(),
        is_secret=is_secret,
        facts=facts.strip(),
        by=by,
        at=at,
    )
    left = copy_cuts.applied(held.records, decided.of_request(locked))
    if not copy_cuts.leaves_something(left):
        raise NotAllowed("cut_leaves_nothing")
    trail.record(events.COPY_CUT, envelopes=[envelope.id], reference=locked.reference, reason=ground)
    return made


def _envelope(request: DataSubjectRequest, at: datetime) -> Envelope:
    return envelopes.create(
        controller=request.controller,
        record_class=COPY_CUT,
        subjects=[(request.subject, Role.DEBTOR)],
        trigger_on=steps.local_day(request, at),
    )


def _check_reasons(ground: str, *, citation: str, facts: str, is_secret: bool) -> None:
    if ground not in CutGround.values:
        raise NotAllowed("ground_unknown")
    if not citation.strip() or not facts.strip():
        raise NotAllowed("copy_refusal_incomplete")
    if is_secret and ground != CutGround.LAW:
        raise NotAllowed("cut_secret_without_law")


@transaction.atomic
def take_back(*, request: DataSubjectRequest, cut: UUID, at: datetime) -> None:
    """Show the part after all. Raises NotAllowed once the request is decided."""
    locked = _reviewed(request)
    if not _take_back(CopyCut.objects.filter(request=locked, pk=cut, taken_back_at=None), at):
        raise NotAllowed("no_such_step")
    trail.record(events.COPY_CUT, envelopes=[locked.envelope_id], reference=locked.reference, reason="taken_back")


def _take_back(cuts: QuerySet[CopyCut], at: datetime) -> int:
    rows = list(cuts)
    envelopes.prepare_to_write(rows)
    return cuts.update(taken_back_at=at)


def _find(held: Holdings, part: Part) -> tuple[HeldRecord, str]:
    """The record of a part, and the text that the person would read there."""
    for record in held.records:
        for row in record.rows:
            for datum in row.data:
                if row.id == part.row and datum.field == part.field and datum.value is not None:
                    return record, datum.value if isinstance(datum.value, str) else ""
            if not part.words and any((each.id, each.kind) == (part.row, part.field) for each in row.files):
                return record, ""
    raise NotAllowed("cut_not_there")


def _reviewed(request: DataSubjectRequest) -> DataSubjectRequest:
    locked = steps.locked(request)
    if locked.right != Right.ACCESS or locked.status != RequestStatus.UNDER_REVIEW:
        raise NotAllowed("no_such_step")
    return locked
