"""The answer to a request: made from the decisions, sealed with the request before anything is erased."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from collections_app.letters import wording
from personal_data import envelopes, record_classes
from privacy.models import (
    AccessCopy,
    CopyState,
    DataSubjectRequest,
    ItemOutcome,
    Letter,
    LetterKind,
    RequestItem,
    RequestStatus,
    Right,
)
from privacy.policies import access_grounds, citations, erasure_grounds
from privacy.policies.erasure_grounds import ASKED
from privacy.services.contested import answers
from privacy.services.requests import carrying_out, letter_data, letters, recipient_notices, steps
from privacy.services.requests.steps import NotAllowed

# The epoch that wraps a key lives seven days and is destroyed 28 days later (design.md section 4).
UNTIL_FINAL = timedelta(days=35)


@transaction.atomic
def make(*, request: DataSubjectRequest, by: UUID, at: datetime) -> Letter:
    """Make the answer, seal it in the request's own envelope, and hand the decisions to the erasure gate.

    Raises NotAllowed while the request is not decided or when an answer has been made, and CannotBeWritten when an item
    has no reasons or the person no address.
    """
    locked = steps.locked(request)
    if locked.status != RequestStatus.DECIDED:
        raise NotAllowed("no_such_step")
    if locked.letters.filter(kind=LetterKind.ANSWER).exists():
        raise NotAllowed("answer_made")
    if locked.right in answers.RIGHTS:
        return answers.make(request=locked, by=by, at=at)
    if locked.right == Right.ERASURE:
        recipient_notices.make(request=locked, by=by, at=at)
    template, content = _written(locked, at=at)
    document = letter_data.rendered(template, content, language=locked.language)
    letter = letters.seal(
        request=locked, kind=LetterKind.ANSWER, language=locked.language, document=document, by=by, at=at
    )
    if locked.right == Right.ERASURE:
        carrying_out.order(request=locked, at=at)
    return letter


def told(request: DataSubjectRequest) -> list[dict[str, Any]]:
    """Each decision of an answered request for erasure as its letter tells it, in the language of the page. The request
    is open. Empty for any other request, and until the answer has gone out."""
    if request.right != Right.ERASURE or request.status != RequestStatus.ANSWERED or request.answered_at is None:
        return []
    day = steps.local_day(request, request.answered_at)
    found = [_decision(item, day, because=request.because) for item in request.items.order_by("number", "id")]
    return [{**each, "is_day": isinstance(each["day"], date)} for each in found]


def _written(request: DataSubjectRequest, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """The template of the answer and what it says. A copy that is given announces itself (``copies.assembly``)."""
    if request.right == Right.ERASURE:
        return "erasure_answer", _content(request, at=at)
    copy = AccessCopy.objects.filter(request=request, state=CopyState.REFUSED).first()
    if copy is None or copy.facts is None:
        raise NotAllowed("no_answer_here")
    debtor = letter_data.addressee(request)
    envelopes.open([request, debtor])
    with translation.override(request.language):
        return "copy_refused", {
            **letter_data.common(request, debtor, at=at),
            "ground": str(access_grounds.REFUSALS[copy.ground].label),
            "law": _law(copy.citation),
            "facts": copy.facts.reveal(),
        }


def _content(request: DataSubjectRequest, *, at: datetime) -> dict[str, Any]:
    debtor = letter_data.addressee(request)
    items = list(request.items.order_by("number", "id"))
    envelopes.open([request, debtor])
    today = steps.local_day(request, at)
    with translation.override(request.language):
        return {
            **letter_data.common(request, debtor, at=at),
            "decisions": [_decision(item, today, because=request.because) for item in items],
            "final_on": today + UNTIL_FINAL,
            "recipients": recipient_notices.in_the_answer(request),
        }


def _decision(item: RequestItem, today: date, *, because: str) -> dict[str, Any]:
    """One record as the letter tells it. What is erased goes on the ground that the person named, if they named one."""
    kind = str(record_classes.get(item.record_class).label)
    what = f"{kind} {item.label}".strip()
    if item.outcome != ItemOutcome.REFUSED:
        return {
            "what": what,
            "outcome": _("We erase it."),
            "reason": _("You asked for it, and no law demands that we keep it."),
            "law": _law(f"GDPR art. {ASKED[because].article}" if because else "GDPR art. 17(1)"),
            "day": today,
        }
    ground = erasure_grounds.REFUSALS[item.ground].label
    facts = item.facts.reveal() if item.facts is not None else ""
    return {
        "what": what,
        "outcome": _("We keep it for now."),
        "reason": f"{ground}. {facts}",
        "law": _law(item.citation),
        "day": item.until or _again(item),
    }


def _law(citation: str) -> str:
    return citations.in_language(citation, get_language() or "")


def _again(item: RequestItem) -> str:
    """When what an open claim keeps is looked at again: the person is given the day itself."""
    if item.review_on is None:
        return _("We look at it again when the claim has ended.")
    day = wording.spoken(item.review_on, get_language() or "en")
    return _("We look at it again when the claim has ended, on %(day)s at the latest.") % {"day": day}
