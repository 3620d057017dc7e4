"""The answer to a request for erasure: made from the decisions, sealed with the request before anything is erased."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from personal_data import envelopes, record_classes
from privacy.models import DataSubjectRequest, ItemOutcome, Letter, LetterKind, RequestItem, RequestStatus, Right
from privacy.policies import erasure_grounds
from privacy.services import carrying_out, contested_answers, letter_data, letters, recipient_notices, request_steps
from privacy.services.request_steps import NotAllowed

# The epoch that wraps a key lives seven days and is destroyed 28 days later (design.md section 4).
UNTIL_FINAL = timedelta(days=35)


@transaction.atomic
def make(*, request: DataSubjectRequest, by: UUID, at: datetime) -> Letter:
    """Make the answer, seal it in the request's own envelope, and hand the decisions to the erasure gate.

    Raises NotAllowed while the request is not decided or when an answer has been made, and CannotBeWritten when an item
    has no reasons or the person no address.
    """
    locked = request_steps.locked(request)
    if locked.status != RequestStatus.DECIDED:
        raise NotAllowed("no_such_step")
    if locked.letters.filter(kind=LetterKind.ANSWER).exists():
        raise NotAllowed("answer_made")
    if locked.right in contested_answers.RIGHTS:
        return contested_answers.make(request=locked, by=by, at=at)
    if locked.right != Right.ERASURE:
        raise NotAllowed("no_answer_here")
    recipient_notices.make(request=locked, by=by, at=at)
    document = letter_data.rendered("erasure_answer", _content(locked, at=at), language=locked.language)
    letter = letters.seal(
        request=locked, kind=LetterKind.ANSWER, language=locked.language, document=document, by=by, at=at
    )
    carrying_out.order(request=locked, at=at)
    return letter


def _content(request: DataSubjectRequest, *, at: datetime) -> dict[str, Any]:
    debtor = letter_data.addressee(request)
    items = list(request.items.order_by("id"))
    envelopes.open([request, debtor])
    today = request_steps.local_day(request, at)
    with translation.override(request.language):
        return {
            **letter_data.common(request, debtor, at=at),
            "decisions": [_decision(item, today) for item in items],
            "final_on": today + UNTIL_FINAL,
            "recipients": recipient_notices.in_the_answer(request),
        }


def _decision(item: RequestItem, today: date) -> dict[str, Any]:
    kind = str(record_classes.get(item.record_class).label)
    what = f"{kind} {item.label}".strip()
    if item.outcome != ItemOutcome.REFUSED:
        return {
            "what": what,
            "outcome": _("We erase it."),
            "reason": _("You asked for it, and no law demands that we keep it."),
            "law": "GDPR art. 17(1)",
            "day": today,
        }
    ground = erasure_grounds.REFUSALS[item.ground].label
    facts = item.facts.reveal() if item.facts is not None else ""
    return {
        "what": what,
        "outcome": _("We keep it for now."),
        "reason": f"{ground}. {facts}",
        "law": item.citation,
        "day": item.until or _("We look at it again when the claim has ended, on the day of review at the latest."),
    }
