"""Page-sized reads of the register of disclosures. They show what stands in the clear and open nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from collections_app.models import Case, DisclosedCopy, Disclosure
from personal_data import reach
from personal_data.models import DataSubject

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What the register is asked for; empty fields ask for everything."""

    controller: str = ""
    kind: str = ""
    recipient: str = ""
    purpose: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the register, newest first, and the cursor of the next page."""

    lines: tuple[Disclosure, ...]
    after: str


def register(wish: Wish, *, after: str = "") -> Page:
    """One page of all disclosures within reach that answer a wish."""
    found = Disclosure.objects.filter(reach.within()).select_related("recipient", "controller").order_by("-at", "-id")
    asked = {
        "controller__reference": wish.controller,
        "recipient__kind": wish.kind,
        "recipient__reference": wish.recipient,
        "purpose": wish.purpose,
        "case_reference": wish.case,
    }
    found = found.filter(**{name: value for name, value in asked.items() if value})
    return _page(found, after)


def of_subjects(subjects: Iterable[DataSubject], *, after: str = "") -> Page:
    """Who received data of one person, newest first: for the portal and the access copy (GDPR art. 15(1)(c))."""
    ids = [subject.pk for subject in subjects]
    found = Disclosure.objects.filter(envelope__parts__subject__in=ids).select_related("recipient", "controller")
    return _page(found.order_by("-at", "-id").distinct(), after)


def of_case(case: Case, *, limit: int = PAGE) -> Sequence[Disclosure]:
    """Who received data of one case, newest first."""
    found = Disclosure.objects.filter(case_reference=case.reference).select_related("recipient")
    return list(found.order_by("-at", "-id")[:limit])


def of_records(*, subject: DataSubject, records: Iterable[UUID]) -> list[Disclosure]:
    """The lines by which data of the person out of any of these records went to somebody (art. 19), oldest first."""
    lines = Disclosure.objects.filter(envelope__parts__subject=subject, records__overlap=list(records))
    return list(lines.select_related("recipient").order_by("at", "id"))


def copies_of(lines: Iterable[Disclosure]) -> dict[UUID, DisclosedCopy]:
    """The sealed copies that still live, by the line that they belong to; a case that was erased took its own along."""
    found = DisclosedCopy.objects.filter(disclosure__in=[line.pk for line in lines])
    return {copy.disclosure: copy for copy in found}


def _page(found: QuerySet[Disclosure], after: str) -> Page:
    last = Disclosure.objects.filter(pk=after).only("at", "id").first() if after else None
    if last is not None:
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    rows = list(found[: PAGE + 1])
    return Page(tuple(rows[:PAGE]), str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")
