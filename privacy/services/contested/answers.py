"""Answers to rectification, restriction and objection: the decision, why, what follows, and where to complain."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from collections_app.selectors import recipients as kept
from collections_app.services.disclosing import recipients
from personal_data import envelopes, record_classes
from privacy.models import DataSubjectRequest, ItemOutcome, Letter, LetterKind, RequestItem, Right
from privacy.policies import citations, contested_grounds
from privacy.selectors import scope
from privacy.services.requests import letter_data, letters, recipient_notices
from privacy.services.requests.recipient_notices import ACT_OF

RIGHTS = (
    Right.RECTIFICATION,
    Right.RESTRICTION,
    Right.OBJECTION,
    Right.MARKETING_OBJECTION,
    Right.SUPPLIER_INFORMATION,
)


def make(*, request: DataSubjectRequest, by: UUID, at: datetime) -> Letter:
    """Make the answer of a decided request inside the caller's transaction; the request is locked.

    Recipients of what was rectified or restricted are told as well (art. 19). Raises CannotBeWritten when a reason or
    the person's address is missing.
    """
    item = request.items.get()
    if item.outcome == ItemOutcome.GRANTED and request.right in ACT_OF:
        recipient_notices.make(request=request, by=by, at=at, records=_records(request, item))
    document = letter_data.rendered("rights_answer", _content(request, item, at=at), language=request.language)
    kind = LetterKind.ANSWER
    return letters.seal(request=request, kind=kind, language=request.language, document=document, by=by, at=at)


def _content(request: DataSubjectRequest, item: RequestItem, *, at: datetime) -> dict[str, Any]:
    debtor = letter_data.addressee(request)
    envelopes.open([request, debtor])
    granted = item.outcome == ItemOutcome.GRANTED
    tables = contested_grounds.GRANTS if granted else contested_grounds.REFUSALS
    with translation.override(request.language):
        facts = item.facts.reveal() if item.facts is not None else ""
        label = str(tables[request.right][item.ground].label)
        return {
            **letter_data.common(request, debtor, at=at),
            "what": _about(item),
            "outcome": _("We do what you ask.") if granted else _("We do not do what you ask."),
            "reason": f"{label}. {facts}".strip(),
            "law": citations.in_language(item.citation, request.language),
            "follows": _follows(request, item),
            "recipients": _told(request),
            "suppliers": _suppliers(request, at=at),
        }


def _about(item: RequestItem) -> str:
    if not item.record_class:
        return _("Everything that we hold about you")
    return f"{record_classes.get(item.record_class).label} {item.label}".strip()


def _follows(request: DataSubjectRequest, item: RequestItem) -> list[str]:
    """What happens next, in plain words; with no refusal does a restriction end before the person is told."""
    told_first = _("Until then we only keep the data. You get a letter before that ends; it says on which day and why.")
    if item.ground == "objection_legal_claims":
        return [_("We use the data for that legal claim only, one named step at a time, and for nothing else.")]
    if item.outcome == ItemOutcome.REFUSED:
        return [told_first]
    return _after_granting(request.right, told_first)


def _after_granting(right: str, told_first: str) -> list[str]:
    granted = {
        Right.RECTIFICATION: [
            _("What was there before stays in the history only, as proof of what we did."),
            told_first,
        ],
        Right.OBJECTION: [
            _("We stop using the data for our work on the claim, for good."),
            _("What no law makes us keep is erased. You get a decision of its own on each record."),
        ],
        Right.MARKETING_OBJECTION: [_("You get no direct marketing from us. That holds until you say otherwise.")],
        Right.SUPPLIER_INFORMATION: [
            _("Tell us if you want to see an agreement itself. Trade secrets in it are left out.")
        ],
        Right.RESTRICTION: [
            _(
                "We only keep the data. We use them otherwise only with your consent, for one named step of a legal "
                "claim, to protect another person's rights, or for an important public interest (GDPR art. 18(2))."
            ),
            _("You get a letter before the restriction is lifted; it says on which day and why."),
        ],
    }
    return granted[Right(right)]


def _records(request: DataSubjectRequest, item: RequestItem) -> list[UUID]:
    if item.record_class:
        return [item.item_envelope]
    return [each.id for each in scope.records_of(request.subject)]


def _told(request: DataSubjectRequest) -> list[str]:
    """Whom we told, by name (GDPR art. 19, second sentence)."""
    notices = list(request.recipient_notices.select_related("recipient").order_by("at", "id"))
    names = recipients.names(each.recipient for each in notices)
    return [f"{names[each.recipient_id]} {each.get_not_told_display()}".strip() for each in notices]


def _suppliers(request: DataSubjectRequest, *, at: datetime) -> list[str]:
    """Each processor that may receive data today: what it is, where it is, and the papers in force (AMILI-26)."""
    if request.right != Right.SUPPLIER_INFORMATION:
        return []
    papers = {each: kept.in_force(each, at=at) for each in kept.processors_of(request.controller)}
    bound = {each: found for each, found in papers.items() if found}
    names = recipients.names(bound)
    return [
        f"{names[each.pk]} ({each.get_kind_display()}, {each.country}): "
        + "; ".join(f"{paper.get_kind_display()} {paper.document}" for paper in found)
        for each, found in bound.items()
    ]
