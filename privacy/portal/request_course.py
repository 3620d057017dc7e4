"""How far a request is, in plain words: what happened, newest first, and what happens next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.models import DataSubjectRequest, Letter, LetterKind, RequestStatus, RequestStep

NEXT: Mapping[str, Promise] = {
    RequestStatus.RECEIVED: _("We have your request. A person here goes through it, and you can follow it here."),
    RequestStatus.AWAITING_IDENTITY: _(
        "We need an answer from you before we can go on; our letter says which. Until then the time stands still."
    ),
    RequestStatus.UNDER_REVIEW: _(
        "A person here goes through your request. You can follow it here, and we write to you when something changes."
    ),
    RequestStatus.AWAITING_APPROVAL: _("It has been decided, and a second person looks at the decision."),
    RequestStatus.DECIDED: _("It has been decided. We are writing our answer."),
    RequestStatus.ANSWERED: _("You have our answer. You do not need to do anything more now."),
    RequestStatus.WITHDRAWN: _("You took your request back. You may ask again whenever you like."),
    RequestStatus.NOT_IDENTIFIED: _("We could not confirm who you are. You may ask again whenever you like."),
}
_FEE_WAITS = _("We need an answer from you: a further copy costs a fee, and we make it only if you say yes.")
STEPS: Mapping[str, tuple[str, Promise]] = {
    RequestStatus.RECEIVED: ("inbox", _("Your request arrived")),
    RequestStatus.AWAITING_IDENTITY: ("pause", _("We asked you for an answer; the time stands still")),
    RequestStatus.UNDER_REVIEW: ("person", _("A person goes through it")),
    RequestStatus.AWAITING_APPROVAL: ("check", _("It was decided; a second person looks at it")),
    RequestStatus.DECIDED: ("check", _("The decision was made")),
    RequestStatus.ANSWERED: ("note", _("You got our answer")),
    RequestStatus.WITHDRAWN: ("undo", _("You took it back")),
    RequestStatus.NOT_IDENTIFIED: ("stop", _("It was closed because we could not confirm who you are")),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the timeline."""

    at: datetime
    icon: str
    what: str | Promise
    letter: Letter | None = None
    by: str = ""
    said: str = ""
    is_whole_day: bool = False

    @property
    def template(self) -> str:
        """How the entry is drawn beside its words."""
        return "portal/request_letter.html" if self.letter else ""


@dataclass(frozen=True, slots=True)
class Course:
    """A request with its letters that went out and its timeline."""

    request: DataSubjectRequest
    letters: Sequence[Letter]
    timeline: Sequence[Happened]

    @property
    def next(self) -> Promise:
        """What happens now."""
        fee = getattr(self.request, "copy_fee", None)
        return _FEE_WAITS if fee and fee.waits and self.request.is_open else NEXT[self.request.status]


def of_requests(requests: Iterable[DataSubjectRequest]) -> list[Course]:
    """The course of each request, in three queries. A letter to a recipient is not the person's."""
    return [_course(each) for each in requests]


def with_course() -> "tuple[Prefetch[str], Prefetch[str], str]":
    """What ``of_requests`` needs, for all requests of a page at once."""
    sent = Letter.objects.filter(sent_at__isnull=False).exclude(kind=LetterKind.RECIPIENT_NOTICE).order_by("sent_at")
    steps = RequestStep.objects.order_by("at", "id")
    return Prefetch("letters", sent, to_attr="sent_letters"), Prefetch("steps", steps, to_attr="course"), "copy_fee"


def _course(request: DataSubjectRequest) -> Course:
    letters: list[Letter] = getattr(request, "sent_letters")  # noqa: B009
    steps: list[RequestStep] = getattr(request, "course")  # noqa: B009
    happened = [Happened(step.at, *STEPS[step.to_status]) for step in steps]
    happened += [Happened(each.sent_at, "note", each.get_kind_display(), each) for each in letters if each.sent_at]
    return Course(request, letters, sorted(happened, key=lambda each: each.at, reverse=True))
