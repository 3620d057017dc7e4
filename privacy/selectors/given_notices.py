"""Who has to be told about data that came from somebody else, by when, and who has been (GDPR art. 14). Opens nothing.

The clock is asked of the data and written nowhere, so no way in which data arrive can forget to start it: it runs for
each person of each case from the day on which the case file came into being, or they were added to it, and anew when
the claims are bought or something comes in from a source that no notice to the person has named. A company is nobody's
data subject.

It ends one month later, or on the day on which the person is first spoken to or data of the case first go to anybody
but the creditor, whichever is earlier (art. 14(3)). Holidays do not lengthen it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import (
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least
from django.utils import timezone

from collections_app.models import (
    Call,
    CallOutcome,
    CaseDebtor,
    DebtorKind,
    Detail,
    Disclosure,
    Purchase,
    RecipientKind,
    SpokenTo,
)
from personal_data.declaration import Source
from personal_data.models import Controller
from privacy.models import GivenNotice

PAGE = 50
SOON = 7
"""Days before the last one in which it becomes urgent."""
_JUST_BEGUN = timedelta(days=20)
_NOT_FROM_ELSEWHERE = (Source.DATA_SUBJECT, Source.AGENCY, Source.OWN_HISTORY, Source.ONLINE_USE)
_THE_PERSON = (SpokenTo.DEBTOR, SpokenTo.JOINT_DEBTOR, SpokenTo.GUARANTOR)


@dataclass(frozen=True, slots=True)
class Clock:
    """When data about a person came in, and the last day for telling them."""

    obtained_on: date
    due_on: date


def untold() -> QuerySet[Any]:
    """The persons of cases who have to be told and were not, each with ``obtained_on`` and ``due_on``."""
    parts: QuerySet[Any] = CaseDebtor.objects.exclude(debtor__kind=DebtorKind.COMPANY)
    parts = parts.annotate(is_told=Exists(_done()), bought=_purchase_nobody_told_of(), news=_first_news())
    parts = parts.filter(Q(is_told=False) | Q(bought__isnull=False) | Q(news__isnull=False))
    came = Coalesce(F("joined_on"), _local("case__envelope__created_at", "case__controller__time_zone"))
    arrived = Choice(When(is_told=False, then=came), default=Coalesce(F("bought"), F("news")))
    parts = parts.annotate(obtained_on=arrived)
    waiting: QuerySet[Any] = parts.annotate(
        due_on=Least(_month_after("obtained_on"), _first_call(), _first_disclosure())
    )
    return waiting


def of_controller(controller: Controller) -> QuerySet[Any]:
    """The same, of one controller."""
    return untold().filter(case__controller=controller)


def urgent(reached: Q) -> Sequence[CaseDebtor]:
    """Those of the cases within reach who have to be told, the first day first; one more than a page shows."""
    found = untold().filter(reached).select_related("case__controller", "case__creditor", "debtor")
    first = list(found.filter(may_be_near()).order_by("due_on", "case__envelope_id", "id")[: PAGE + 1])
    rest = found.exclude(pk__in=[each.pk for each in first]).order_by("case__envelope_id", "id")
    return sorted([*first, *rest[: PAGE + 1 - len(first)]], key=lambda each: clock_of(each).due_on)


def may_be_near() -> Q:
    """Those whose last day can be past or within a week, told without their clocks: for all others a month runs that
    has just begun. After a large import nearly everybody is among the others."""
    begun = timezone.now() - _JUST_BEGUN
    cases = (Call.objects.values("case"), Purchase.objects.values("case"))
    numbers = (Detail.objects.values("case_reference"), Disclosure.objects.values("case_reference"))
    near = Q(case__envelope__created_at__lt=begun)
    for rows in cases:
        near |= Q(case__in=rows)
    for names in numbers:
        near |= Q(case__reference__in=names)
    return near


def clock_of(part: Any) -> Clock:
    """The clock of a part that was read as one of those who wait."""
    return Clock(part.obtained_on, part.due_on)


def clock(part: CaseDebtor) -> Clock | None:
    """The clock of one person in one case; None where it does not run."""
    found = untold().filter(pk=part.pk).values_list("obtained_on", "due_on").first()
    return Clock(*found) if found else None


def of_part(part: CaseDebtor) -> Sequence[GivenNotice]:
    """The notices to one person of one case, newest first."""
    return list(_of(part).order_by("-made_at", "-id"))


def waiting(part: CaseDebtor) -> GivenNotice | None:
    """The notice that was written and not given yet."""
    return _of(part).filter(done_on=None).first()


def _of(part: CaseDebtor) -> QuerySet[GivenNotice]:
    return GivenNotice.objects.filter(debtor=part.debtor_id, case_reference=part.case.reference)


def _done() -> QuerySet[GivenNotice]:
    return GivenNotice.objects.filter(
        debtor=OuterRef("debtor"), case_reference=OuterRef("case__reference"), done_on__isnull=False
    )


def _first_news() -> Subquery:
    """The day on which the first thing came in from a source that the person has not been told of."""
    named = GivenNotice.objects.filter(
        debtor=OuterRef("debtor"), done_on__isnull=False, sources__contains=[OuterRef("source_key")]
    )
    news = Detail.objects.filter(debtor=OuterRef("debtor"), case_reference=OuterRef("case__reference"))
    news = news.exclude(source__in=_NOT_FROM_ELSEWHERE).filter(~Exists(named))
    return _earliest(news.annotate(day=_local("at", "debtor__controller__time_zone")))


def _purchase_nobody_told_of() -> Subquery:
    """The day of the first purchase after which the person was not told: no earlier notice has the buyer."""
    since = GivenNotice.objects.filter(
        debtor=OuterRef(OuterRef("debtor")),
        case_reference=OuterRef("case__reference"),
        done_on__isnull=False,
        made_at__gt=OuterRef("at"),
    )
    bought = Purchase.objects.filter(case=OuterRef("case")).filter(~Exists(since))
    return _earliest(bought.annotate(day=F("assigned_on")))


def _first_call() -> Subquery:
    calls = Call.objects.filter(
        Q(debtor=OuterRef("debtor")) | Q(debtor=None),
        case=OuterRef("case"),
        outcome=CallOutcome.SPOKE,
        spoken_to__in=_THE_PERSON,
    )
    return _earliest(_since(calls.annotate(day=_local("started_at", "case__controller__time_zone"))))


def _first_disclosure() -> Subquery:
    """Secret lines do not count: the manager leaves them out, so that a date gives none away."""
    lines = Disclosure.objects.filter(case_reference=OuterRef("case__reference"))
    lines = lines.exclude(recipient__kind=RecipientKind.CREDITOR)
    return _earliest(_since(lines.annotate(day=_local("at", "controller__time_zone"))))


def _since(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(day__gte=OuterRef("obtained_on"))


def _earliest(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by("day").values("day")[:1], output_field=DateField())


def _local(moment: str, zone: str) -> Cast:
    """The day of a moment by the controller's calendar."""
    return Cast(Func(F(zone), F(moment), function="timezone"), DateField())


def _month_after(day: str) -> Func:
    """The same day of the next month, or its last where there is none (Regulation 1182/71 art. 3(2)(c))."""
    return Func(F(day), template="(%(expressions)s + interval '1 month')::date", output_field=DateField())
