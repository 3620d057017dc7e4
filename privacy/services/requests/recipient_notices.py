"""Telling recipients that data were rectified, erased or restricted (GDPR art. 19): record and act, never the reason.

A notice is made and sealed in the request's own envelope while the data are still there to be told of.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation

from audit import trail
from collections_app import letters as typeset
from collections_app.models import Debtor, Disclosure, DisclosurePurpose, Recipient
from collections_app.selectors import marketing
from collections_app.services.disclosing import recipients
from personal_data import envelopes
from personal_data.declaration import CATEGORY_LABELS, Category
from privacy import events
from privacy.models import DataSubjectRequest, Letter, LetterKind, NoticeAct, NotTold, RecipientNotice, Right
from privacy.selectors import recipient_notices as register
from privacy.selectors.recipient_notices import Untold
from privacy.services.requests import letter_data, letters, steps
from privacy.services.requests.steps import CannotBeWritten, NotAllowed

ACT_OF: Mapping[str, NoticeAct] = MappingProxyType(
    {
        Right.ERASURE: NoticeAct.ERASED,
        Right.RECTIFICATION: NoticeAct.RECTIFIED,
        Right.RESTRICTION: NoticeAct.RESTRICTED,
    }
)
_TEMPLATE = "recipient_notice"
_LANGUAGES = frozenset({"sv", "en"})


@transaction.atomic
def make(
    *, request: DataSubjectRequest, by: UUID, at: datetime, records: Collection[UUID] | None = None
) -> list[RecipientNotice]:
    """Make a notice to each recipient of the decided records who has none, in the recipient's language.

    Raises CannotBeWritten when a recipient has no address: enter one, or ``excuse`` it with the reason.
    """
    locked = steps.locked(request)
    waiting = register.untold(locked, records=records)
    if not waiting:
        return []
    debtor = Debtor.objects.filter(subject_id=locked.subject_id).first()
    lines = [line for each in waiting for line in each.lines]
    envelopes.open([each for each in (locked, debtor, *lines) if each is not None])
    return [_tell(locked, each, debtor, by=by, at=at) for each in waiting]


@transaction.atomic
def make_of_the_end(*, request: DataSubjectRequest, by: UUID, at: datetime) -> list[RecipientNotice]:
    """Tell every recipient who was told of a restriction that it has ended (GDPR art. 18, 19).

    A recipient without an address is left out: a missing address must not prolong a restriction. The page of the
    request shows that it was not told.
    """
    made = []
    for waiting in register.told_of_restriction(request):
        debtor = Debtor.objects.filter(subject_id=request.subject_id).first()
        envelopes.open([each for each in (request, debtor, *waiting.lines) if each is not None])
        try:
            with transaction.atomic():
                made.append(_tell(request, waiting, debtor, by=by, at=at, act=NoticeAct.RELEASED))
        except CannotBeWritten:
            continue
    return made


@transaction.atomic
def excuse(
    *, request: DataSubjectRequest, recipient: Recipient, because: str, reason: str, by: UUID, at: datetime
) -> RecipientNotice:
    """Write down why a recipient is not told. Raises NotAllowed without a reason, or when it needs no notice."""
    if because not in NotTold.values or not reason.strip():
        raise NotAllowed("reason_missing")
    locked = steps.locked(request)
    waiting = next((each for each in register.untold(locked) if each.recipient == recipient), None)
    if waiting is None:
        raise NotAllowed("nothing_to_tell")
    return _note(locked, waiting, by=by, at=at, not_told=because, reason=reason.strip())


@transaction.atomic
def receipt(*, letter: Letter, on: date) -> Letter:
    """Note that a recipient confirmed a notice. Raises NotAllowed before it was sent; the first confirmation counts."""
    locked = Letter.objects.select_for_update(of=("self",)).select_related("request").get(pk=letter.pk)
    if locked.kind != LetterKind.RECIPIENT_NOTICE or locked.sent_at is None:
        raise NotAllowed("not_sent")
    if locked.received_on is None:
        locked.received_on = on
        locked.save(update_fields=["received_on"])
        trail.record(
            events.RECIPIENT_CONFIRMED,
            envelopes=[locked.envelope_id],
            reference=locked.request.reference,
            recipient=locked.recipient,
        )
    return locked


def check_told(request: DataSubjectRequest) -> None:
    """Raises NotAllowed while a recipient of what was decided has neither a sealed notice nor a reason for none."""
    if register.untold(request):
        raise NotAllowed("recipients_untold")


def in_the_answer(request: DataSubjectRequest) -> list[str]:
    """Whom we tell, by name, for the letter to the person (GDPR art. 19, second sentence), in the language in force."""
    return [
        row.name if row.notice is None or row.notice.letter else f"{row.name} – {row.notice.get_not_told_display()}"
        for row in register.to_tell(request)
    ]


def _tell(
    request: DataSubjectRequest,
    to: Untold,
    debtor: Debtor | None,
    *,
    by: UUID,
    at: datetime,
    act: NoticeAct | None = None,
) -> RecipientNotice:
    act = act or ACT_OF[request.right]
    language = to.recipient.language if to.recipient.language in _LANGUAGES else "en"
    document = letter_data.rendered(_TEMPLATE, _content(request, to, debtor, language, act, at), language=language)
    letter = letters.seal(
        request=request,
        kind=LetterKind.RECIPIENT_NOTICE,
        language=language,
        document=document,
        by=by,
        at=at,
        recipient=to.recipient.reference,
    )
    return _note(request, to, by=by, at=at, act=act, letter=letter)


def _note(request: DataSubjectRequest, to: Untold, *, by: UUID, at: datetime, **values: Any) -> RecipientNotice:
    envelopes.prepare_to_write([request])
    notice = RecipientNotice.objects.create(
        envelope_id=request.envelope_id,
        request=request,
        recipient=to.recipient,
        records=sorted(to.records),
        by=by,
        at=at,
        **{"act": ACT_OF[request.right], **values},
    )
    trail.record(
        events.RECIPIENT_NOTED,
        envelopes=[request.envelope_id],
        reference=request.reference,
        reason=notice.not_told or notice.act,
        recipient=to.recipient.reference,
    )
    return notice


def _content(
    request: DataSubjectRequest, to: Untold, debtor: Debtor | None, language: str, act: NoticeAct, at: datetime
) -> dict[str, Any]:
    """What the recipient reads: which data it got and what was done with them. The reason is not among the data."""
    controller = request.controller
    batches = marketing.references_of(to.lines)
    with translation.override(language):
        return {
            "controller": typeset.of_controller(controller),
            "recipient": {"name": recipients.names([to.recipient])[to.recipient.pk], "address": _address(to.recipient)},
            "date": steps.local_day(request, at),
            "reference": request.reference,
            "act": act.value,
            "passed_on": [_passed_on(line, debtor, request, batches.get(line.pk, "")) for line in to.lines],
        }


def _passed_on(line: Disclosure, debtor: Debtor | None, request: DataSubjectRequest, batch: str) -> dict[str, Any]:
    """One line of the register as the recipient recognises it; the name only where it had been passed on. A supplier of
    marketing never got the number of a case, so it is told of the batch alone."""
    by_batch = line.purpose == DisclosurePurpose.MARKETING
    knows_name = debtor is not None and "debtor.name" in line.data_fields
    return {
        "on": steps.local_day(request, line.at),
        "our_reference": batch if by_batch else line.case_reference,
        "your_reference": line.asked_as.reveal() if line.asked_as is not None else "",
        "person": debtor.name.reveal() if debtor is not None and knows_name else "",
        "what": ", ".join(str(CATEGORY_LABELS[Category(each)]) for each in line.categories),
    }


def _address(recipient: Recipient) -> Sequence[str]:
    return recipients.address_of(recipient).splitlines()
