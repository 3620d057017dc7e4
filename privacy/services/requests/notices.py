"""The short letters of a request: a question about identity, an extension, closing without identification."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from personal_data import envelopes
from privacy.models import DataSubjectRequest, Letter, LetterKind, RequestStatus
from privacy.policies.clock import counting
from privacy.policies.clock.closed_days import calendar_of
from privacy.services.requests import letter_data, letters, steps
from privacy.services.requests.steps import NotAllowed

_TEMPLATES: Mapping[LetterKind, str] = MappingProxyType(
    {
        LetterKind.IDENTITY_QUESTION: "identity_question",
        LetterKind.EXTENSION: "more_time",
        LetterKind.NOT_IDENTIFIED: "not_identified",
    }
)


@transaction.atomic
def make(*, request: DataSubjectRequest, kind: LetterKind, by: UUID, at: datetime) -> Letter:
    """Make one of the short letters and seal it with the request. Raises KeyError for a kind that has no template.

    CannotBeWritten when the request lacks what the letter must say, such as the reasons of an
    extension (art. 12(3)); NotAllowed for closing a request whose question is not open.
    """
    locked = steps.locked(request)
    if kind == LetterKind.NOT_IDENTIFIED:
        _refuse_closing(locked)
    debtor = letter_data.addressee(locked)
    envelopes.open([locked, debtor])
    content: dict[str, Any] = letter_data.common(locked, debtor, at=at)
    content["answer_by"] = _answer_by(locked, kind)
    if kind == LetterKind.EXTENSION:
        content["reason"] = locked.extension_reason.reveal() if locked.extension_reason is not None else ""
    document = letter_data.rendered(_TEMPLATES[kind], content, language=locked.language)
    return letters.seal(request=locked, kind=kind, language=locked.language, document=document, by=by, at=at)


def _refuse_closing(request: DataSubjectRequest) -> None:
    """Only a request whose question is open can be closed for want of an answer, and the person is told it once."""
    if request.status != RequestStatus.AWAITING_IDENTITY:
        raise NotAllowed("no_such_step")
    if request.letters.filter(kind=LetterKind.NOT_IDENTIFIED).exists():
        raise NotAllowed("letter_made")


def _answer_by(request: DataSubjectRequest, kind: LetterKind) -> date:
    """Until when the person is to answer, or has our answer: a question never outlives the unpaused deadline."""
    if kind == LetterKind.EXTENSION:
        return request.legal_deadline_on
    return counting.close_unidentified_by(request.received_on, calendar_of(request.controller.country))
