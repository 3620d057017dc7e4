"""Handing out a finished copy: only what is still true, only until its day, and each time on record.

GDPR art. 15(3), 32. What has been erased, restricted or changed since is not handed out: the copy is taken back and
made anew.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import acting, trail
from personal_data import envelopes, files
from personal_data.models import Envelope, SealedFile
from personal_data.services import erasure_decisions
from privacy import events
from privacy.models import AccessCopy, CopyDownload, CopyPart, CopyState, DataSubjectRequest
from privacy.policies.copies.scope import PACKAGE_COLUMN
from privacy.selectors import copy_page, copy_prints
from privacy.selectors.copy_prints import Print
from privacy.services.copies import package as copy_package
from privacy.services.requests import keeping, steps
from privacy.services.requests.steps import NotAllowed

MEDIA_TYPES = {CopyPart.PDF: copy_package.PDF, CopyPart.JSON: copy_package.JSON, CopyPart.ZIP: copy_package.ZIP}


@transaction.atomic
def checked(*, request: DataSubjectRequest, at: datetime) -> AccessCopy:
    """The copy as it may be handed out now. One whose day is over is taken back; one that is no longer true as well,
    and ordered anew. Raises AccessCopy.DoesNotExist.
    """
    locked = steps.locked(request)
    copy = AccessCopy.objects.select_for_update(of=("self",)).get(request=locked)
    if copy.state != CopyState.READY:
        return copy
    if _is_over(copy, locked, at):
        _take_back(copy, locked, at, reason="expired")
    elif copy.fingerprint != str(copy_prints.of_request(locked)):
        _take_back(copy, locked, at, reason="changed")
    return copy


@transaction.atomic
def download(
    *, request: DataSubjectRequest, part: CopyPart, by: UUID, by_person: bool, at: datetime
) -> Iterator[bytes]:
    """One part of the copy. Call ``checked`` first; raises NotAllowed when there is none to hand out.

    The first download by the person is the delivery: what was kept for the request is let go.
    """
    locked = steps.locked(request)
    copy = AccessCopy.objects.select_for_update(of=("self",)).filter(request=locked, state=CopyState.READY).first()
    package = Envelope.objects.filter(id=copy.package).first() if copy and copy.package else None
    has_part = part in copy_page.parts_of(locked)
    if not has_part or copy is None or package is None or _is_over(copy, locked, at):
        raise NotAllowed("copy_not_there")
    envelopes.open([package])
    file = SealedFile.objects.get(envelope=package, column_id=PACKAGE_COLUMN, media_type=MEDIA_TYPES[part])
    CopyDownload.objects.create(
        envelope_id=locked.envelope_id, request=locked, part=part, by_person=by_person, by=by, at=at
    )
    trail.record(
        events.COPY_DOWNLOADED,
        envelopes=[locked.envelope_id, package.id],
        reference=locked.reference,
        reason=part.value,
    )
    if by_person and copy.first_downloaded_at is None:
        copy.first_downloaded_at = at
        copy.save(update_fields=["first_downloaded_at"])
        keeping.release(subject=locked.subject, besides=locked)
    return files.read(file)


@transaction.atomic
def tend(*, at: datetime) -> int:
    """Take back every finished copy whose day is over, or that holds what has been erased or restricted since.

    Returns how many. What merely has more in it by now is left until somebody asks for it.
    """
    taken = 0
    ready = AccessCopy.objects.select_for_update(of=("self",), skip_locked=True).filter(state=CopyState.READY)
    for copy in ready.select_related("request__controller", "request__subject").order_by("made_at"):
        is_over = _is_over(copy, copy.request, at)
        if is_over or Print.read(copy.fingerprint).records != copy_prints.records_of(copy.request):
            envelopes.prepare_to_write([copy.request])
            _take_back(copy, copy.request, at, reason="expired" if is_over else "changed")
            taken += 1
    return taken


def _is_over(copy: AccessCopy, request: DataSubjectRequest, at: datetime) -> bool:
    """Whether its day has come, or its package has been erased before."""
    if copy.expires_on is None or steps.local_day(request, at) >= copy.expires_on:
        return True
    return copy.package is None or not Envelope.objects.filter(id=copy.package).exists()


def _take_back(copy: AccessCopy, request: DataSubjectRequest, at: datetime, *, reason: str) -> None:
    """Erase the package through the gate; one that the person's wish still keeps goes with the next round."""
    who = acting.current()
    if who is None:
        raise trail.NoActor("Taking back a copy needs somebody who does it.")
    gone = [copy.package] if copy.package else []
    copy.package = None
    copy.state = CopyState.EXPIRED if reason == "expired" else CopyState.ORDERED
    copy.ordered_at = at
    copy.save(update_fields=["package", "state", "ordered_at"])
    trail.record(
        events.COPY_WITHDRAWN, envelopes=[request.envelope_id, *gone], reference=request.reference, reason=reason
    )
    erasure_decisions.decide(
        envelopes=gone,
        reference=request.reference,
        effective_on=steps.local_day(request, at),
        decided_by=who.actor.id,
        decided_at=at,
    )
    envelopes.erase(gone, ground="request")
