"""Who is told of what a request decides, what proves it, and what the person is shown of grades: panels of its page."""

from typing import Any

from django import template

from privacy.models import DataSubjectRequest
from privacy.models.request import CLOSED, RequestStatus
from privacy.selectors import erasure_proofs, grades, packs, recipient_notices
from privacy.services.requests.recipient_notices import ACT_OF

register = template.Library()


@register.inclusion_tag("dpo/requests/recipients.html", takes_context=True)
def recipients_to_tell(context: dict[str, Any], subject_request: DataSubjectRequest) -> dict[str, Any]:
    """Who received the data that were decided upon, and how far each notice is (GDPR art. 19)."""
    concerned = subject_request.right in ACT_OF and subject_request.status != RequestStatus.RECEIVED
    return {
        "request": context["request"],
        "subject_request": subject_request,
        "rows": recipient_notices.to_tell(subject_request) if concerned else [],
        "is_decided": subject_request.status == RequestStatus.DECIDED or subject_request.status in CLOSED,
    }


@register.inclusion_tag("dpo/requests/erasure_proofs.html")
def erasure_proofs_of(subject_request: DataSubjectRequest) -> dict[str, Any]:
    """The erased records of a request with the files that prove it."""
    return {"subject_request": subject_request, "proofs": erasure_proofs.of_request(subject_request)}


@register.inclusion_tag("dpo/requests/grades.html", takes_context=True)
def grades_of(context: dict[str, Any], subject_request: DataSubjectRequest) -> dict[str, Any]:
    """The grades that a machine gave of the person, and whether the person is shown them. Opens nothing."""
    pack = packs.every().get(subject_request.controller.reference)
    return {
        "request": context["request"],
        "subject_request": subject_request,
        "grades": grades.with_releases(subject_request.subject),
        "is_withheld": pack is None or not pack.automated_decisions.grade_is_shown,
    }
