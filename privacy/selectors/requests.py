"""Page-sized reads of data subject requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.selectors import names
from collections_app.models import Debtor
from personal_data import envelopes, reach
from personal_data.models import Controller
from privacy.models import (
    AskedBecause,
    ClockPause,
    CopyDownload,
    DataSubjectRequest,
    ItemOutcome,
    Letter,
    RequestItem,
    RequestStatus,
    RequestStep,
)

PAGE = 50
# Of requests with the same deadline those about a minor's data come first (ALMI-81).
_RANK = Case(When(because=AskedBecause.MINOR, then=Value(0)), default=Value(1))


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is asked for; empty fields ask for every open request."""

    right: str = ""
    status: str = ""
    controller: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, the most urgent first, and the cursor of the next page."""

    requests: tuple[DataSubjectRequest, ...]
    after: str


@dataclass(frozen=True, slots=True)
class RequestFile:
    """Everything that is needed to decide one request; all that is sealed in it is open."""

    request: DataSubjectRequest
    debtor: Debtor | None
    """The person's profile; None when it has been erased."""
    items: tuple[RequestItem, ...]
    steps: tuple[RequestStep, ...]
    pauses: tuple[ClockPause, ...]
    letters: tuple[Letter, ...]
    downloads: tuple[CopyDownload, ...]
    staff: dict[UUID, str]

    @property
    def undecided(self) -> int:
        """How many items have no decision yet."""
        return sum(item.outcome == ItemOutcome.OPEN for item in self.items)

    @property
    def refused(self) -> int:
        """How many items are refused."""
        return sum(item.outcome == ItemOutcome.REFUSED for item in self.items)


def queue(wanted: QueueFilter, *, after: str = "") -> QueuePage:
    """Open requests by their deadline, a minor's before others (or closed ones, newest first).

    Opens nothing: it names nobody.
    """
    found = _wanted(wanted)
    if wanted.closed:
        found = found.order_by("-reference")
        found = found.filter(reference__lt=after) if after else found
    else:
        found = found.annotate(rank=_RANK).order_by("legal_deadline_on", "rank", "id")
        last = DataSubjectRequest.objects.filter(reference=after).first() if after else None
        if last is not None:
            rank = 0 if last.because == AskedBecause.MINOR else 1
            same_day = Q(legal_deadline_on=last.legal_deadline_on)
            later = Q(rank__gt=rank) | Q(rank=rank, id__gt=last.pk)
            found = found.filter(Q(legal_deadline_on__gt=last.legal_deadline_on) | (same_day & later))
    rows = list(found[: PAGE + 1])
    return QueuePage(tuple(rows[:PAGE]), rows[PAGE - 1].reference if len(rows) > PAGE else "")


def reviews_due(at: datetime) -> list[RequestItem]:
    """Refused items whose review day has come although nothing ended by itself, oldest first.

    The day is that of each controller's own clock.
    """
    zones = dict(Controller.objects.values_list("pk", "time_zone"))
    come = Q(pk__in=[])
    for controller_id, zone in zones.items():
        come |= Q(request__controller_id=controller_id, review_on__lte=at.astimezone(ZoneInfo(zone)).date())
    return list(
        RequestItem.objects.filter(
            come,
            reach.within("request__controller"),
            outcome=ItemOutcome.REFUSED,
            until=None,
            carried_out_at=None,
            request__status=RequestStatus.ANSWERED,
        )
        .select_related("request")
        .order_by("review_on", "id")[:PAGE]
    )


def by_reference(reference: str) -> DataSubjectRequest:
    """One request with its controller. Raises DataSubjectRequest.DoesNotExist."""
    return DataSubjectRequest.objects.select_related("controller", "subject", "envelope", "repeats").get(
        reach.within(), reference=reference
    )


def consult(request: DataSubjectRequest) -> RequestFile:
    """Open one request and the profile of the person who made it, as one recorded reading."""
    debtor = Debtor.objects.filter(subject_id=request.subject_id).first()
    envelopes.open([each for each in (request, debtor) if each is not None])
    steps = tuple(request.steps.order_by("at", "id"))
    items = tuple(request.items.order_by("number", "id"))
    letters = tuple(request.letters.order_by("made_at", "id"))
    downloads = tuple(request.downloads.order_by("at", "id"))
    known = {step.by for step in steps} | {letter.made_by for letter in letters} | {request.entered_by}
    known |= {each.by for each in downloads if not each.by_person}
    known |= {each for item in items for each in (item.decided_by, item.approved_by) if each}
    return RequestFile(
        request=request,
        debtor=debtor,
        items=items,
        steps=steps,
        pauses=tuple(request.pauses.order_by("asked_on")),
        letters=letters,
        downloads=downloads,
        staff=names(known),
    )


def of_subjects(subjects: Iterable[UUID]) -> QuerySet[DataSubjectRequest]:
    """The requests of one person with every controller that knows them, newest first."""
    return DataSubjectRequest.objects.filter(subject_id__in=list(subjects)).order_by("-received_on", "-id")


def _wanted(wanted: QueueFilter) -> QuerySet[DataSubjectRequest]:
    open_ones = DataSubjectRequest.objects.open()
    found: QuerySet[DataSubjectRequest] = (
        DataSubjectRequest.objects.exclude(pk__in=open_ones.values("pk")) if wanted.closed else open_ones
    )
    if wanted.right:
        found = found.filter(right=wanted.right)
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.controller:
        found = found.filter(controller__reference=wanted.controller)
    return found.filter(reach.within()).select_related("controller")
