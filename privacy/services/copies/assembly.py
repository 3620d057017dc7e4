"""Making a copy of everything that is held about a person (GDPR art. 15(3)): read, written, set, packed, sealed. What
they may take along (art. 20(1)) is made in the same way, as one file.

All of it is one transaction under a lock on the copy's row. A worker that is killed leaves nothing behind, a second one
that comes meanwhile goes away, and one that comes later finds the copy made.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.utils import translation

from audit import acting, trail
from collections_app.models import Debtor
from collections_app.selectors import records
from personal_data import envelopes, files
from personal_data.models import Envelope, Role
from personal_data.services import suppression
from privacy import events
from privacy.models import AccessCopy, Channel, CopyState, DataSubjectRequest, LetterKind, Right, SentBy
from privacy.policies.copies import portable
from privacy.policies.copies.scope import PACKAGE_COLUMN
from privacy.policies.held_records import Holdings
from privacy.record_classes import ACCESS_COPY
from privacy.selectors import copy_prints, holdings, packs, whole_lists
from privacy.services import receiving
from privacy.services.copies import contents as copy_contents
from privacy.services.copies import document as copy_document
from privacy.services.copies import package as copy_package
from privacy.services.copies import portable as portable_file
from privacy.services.copies import progress
from privacy.services.copies.package import JSON, PDF, ZIP, Member
from privacy.services.requests import letter_data, letters, steps
from retention.policies.due_dates import add_months

# As long as the rule for packages in every rule file.
STAYS_MONTHS = 1
# A copy that has waited so long has lost its worker, or never got one.
LOST_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Made:
    """A copy in memory, before it is sealed."""

    json: bytes
    pdf: bytes
    """Empty of what is taken along: that is for programs."""
    names: dict[UUID, str]
    person: copy_document.Person


def assemble(*, reference: str, at: datetime) -> bool:
    """Make the copy that was ordered for a request. False when none waits, or another worker is making it."""
    with transaction.atomic():
        waiting = AccessCopy.objects.select_for_update(of=("self",), skip_locked=True)
        copy = waiting.filter(request__reference=reference, state=CopyState.ORDERED).first()
        if copy is None:
            return False
        request = DataSubjectRequest.objects.select_related("controller", "subject__controller").get(pk=copy.request_id)
        with translation.override(request.language):
            _make(copy, request, at)
    return True


def waiting_long(*, at: datetime) -> list[str]:
    """The requests whose copy was ordered a while ago and is not there."""
    lost = AccessCopy.objects.filter(state=CopyState.ORDERED, ordered_at__lt=at - LOST_AFTER)
    return list(lost.order_by("ordered_at").values_list("request__reference", flat=True))


def _make(copy: AccessCopy, request: DataSubjectRequest, at: datetime) -> None:
    progress.note(copy.pk, 0)
    # Taken first: what changes while the copy is made makes it stale, never the other way round.
    fingerprint = str(copy_prints.of_request(request))
    held = holdings.of_subject(request.subject, at=at)
    progress.note(copy.pk, 1)
    if request.right == Right.PORTABILITY:
        held = portable.of(held, packs.pack_of(request.controller))
        made = _taken_along(request, held, at)
    else:
        made = _written(copy, request, held, at)
    package = _sealed(request, made, at)
    progress.note(copy.pk, 4)
    today = steps.local_day(request, at)
    envelopes.prepare_to_write([request])
    copy.state, copy.made_at, copy.package, copy.fingerprint = CopyState.READY, at, package.id, fingerprint
    copy.expires_on = copy.expires_on or add_months(today, STAYS_MONTHS)
    copy.save()
    trail.record(
        events.COPY_MADE,
        envelopes=[request.envelope_id, package.id],
        reference=request.reference,
        count=len(held.records),
    )
    _announce(copy, request, made.person, at)


def _written(copy: AccessCopy, request: DataSubjectRequest, held: Holdings, at: datetime) -> _Made:
    names = copy_package.names(held)
    contents = copy_contents.of(
        copy_contents.Sources(
            request=request,
            holdings=held,
            log=whole_lists.log_of(request.subject),
            disclosures=whole_lists.disclosures_of(request.subject),
            pack=packs.pack_of(request.controller),
            at=at,
            names=names,
            suppressed=list(suppression.of_person(request.subject)),
        )
    )
    text = json.dumps(contents, ensure_ascii=False, indent=1).encode()
    progress.note(copy.pk, 2)
    person = _person(request)
    today = steps.local_day(request, at)
    document = copy_document.render(contents, request=request, person=person, on=today)
    progress.note(copy.pk, 3)
    return _Made(text, document, names, person)


def _taken_along(request: DataSubjectRequest, held: Holdings, at: datetime) -> _Made:
    """The file of what the person provided. Everything that is held has been opened to find it, and is recorded."""
    contents = portable_file.of(request, holdings=held, pack=packs.pack_of(request.controller), at=at)
    text = json.dumps(contents, ensure_ascii=False, indent=1).encode()
    return _Made(text, b"", {}, _person(request))


def _person(request: DataSubjectRequest) -> copy_document.Person:
    debtor = Debtor.objects.filter(subject_id=request.subject_id).first()
    person = debtor or records.that_names(envelope__parts__subject_id=request.subject_id)
    if person is not None and not getattr(person, "name").is_open:  # noqa: B009  (not every kind of record has a name)
        return None
    return person


def _sealed(request: DataSubjectRequest, made: _Made, at: datetime) -> Envelope:
    """The parts in an envelope of their own, with its own clock: three of a copy, one of what is taken along."""
    envelope = envelopes.create(
        controller=request.controller,
        record_class=ACCESS_COPY,
        subjects=[(request.subject, Role.DEBTOR)],
        trigger_on=steps.local_day(request, at),
    )
    if not made.pdf:
        files.store(envelope=envelope, column_id=PACKAGE_COLUMN, media_type=JSON, content=BytesIO(made.json))
        return envelope
    name = request.reference
    members = [
        Member(f"{name}.pdf", at, [made.pdf]),
        Member(f"{name}.json", at, [made.json]),
        *copy_package.originals(made.names),
    ]
    package = cast("BinaryIO", copy_package.package(members))
    for media_type, content in ((PDF, BytesIO(made.pdf)), (JSON, BytesIO(made.json)), (ZIP, package)):
        files.store(envelope=envelope, column_id=PACKAGE_COLUMN, media_type=media_type, content=content)
    return envelope


def _announce(copy: AccessCopy, request: DataSubjectRequest, person: copy_document.Person, at: datetime) -> None:
    """Tell the person once that the copy is there; who asked in the portal finds it there and has the answer."""
    if request.letters.filter(kind=LetterKind.ANSWER).exists():
        return
    who = acting.current()
    if who is None:
        raise trail.NoActor("A letter needs somebody who makes it.")
    content: dict[str, Any] = {
        **letter_data.remedies(request, at=at),
        "recipient": copy_document.recipient(request, person),
        "expires_on": copy.expires_on,
        "portal_address": letter_data.portal_address(),
    }
    template = "portable_ready" if request.right == Right.PORTABILITY else "copy_ready"
    document = letter_data.rendered(template, content, language=request.language)
    letter = letters.seal(
        request=request, kind=LetterKind.ANSWER, language=request.language, document=document, by=who.actor.id, at=at
    )
    if request.channel == Channel.PORTAL:
        letters.mark_sent(letter=letter, sent_by=SentBy.PORTAL, by=who.actor.id, at=at)
        receiving.answer(request=request, by=who.actor.id, at=at)
