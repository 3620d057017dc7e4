"""Who has seen the person's data, grouped by day: when, in which role, for what, and what kind of data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from collections_app.wording import length
from privacy.policies.packs import facts
from privacy.portal import received
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.words import ACTORS, DEEDS, LISTENED, PURPOSES, RECORDS, ROLES, article
from privacy.selectors import packs
from privacy.selectors.openings import Opening
from privacy.services import trail

_CURSOR = re.compile(r"^[0-9]{1,18}$")


@dataclass(frozen=True, slots=True)
class Seen:
    """The openings of one day that differ in nothing but the hour."""

    opening: Opening
    first_at: datetime
    last_at: datetime
    times: int
    earlier: tuple[tuple[datetime, int], ...] = ()
    """The others than ``opening``, newest first: when, and which event of the trail. Each can be proven."""
    heard_seconds: int = 0
    """How much of recorded calls was listened to, all of these together."""

    @property
    def who(self) -> tuple[str | Promise, ...]:
        """The roles of a member of staff; none where ``by`` says it."""
        return tuple(ROLES[role] for role in self.opening.roles)

    @property
    def by(self) -> str | Promise:
        """Who it was, where no role says it."""
        return ACTORS[self.opening.actor_kind]

    @property
    def purpose(self) -> str | Promise:
        """What for."""
        return PURPOSES[self.opening.purpose] if self.opening.purpose else ""

    @property
    def what(self) -> tuple[str | Promise, ...]:
        """The kinds of data."""
        if self.opening.heard_for in LISTENED:
            return (LISTENED[self.opening.heard_for] % {"length": length(self.heard_seconds)},)
        deed = DEEDS.get(self.opening.name)
        return (deed,) if deed else tuple(RECORDS[each] for each in self.opening.record_classes)

    @property
    def bases(self) -> str:
        """The legal bases, as the reader's language cites them."""
        return ", ".join(article(each) for each in self.opening.legal_bases)


@require_GET
@debtor_only(languages=settings.PORTAL_SEEN_LANGUAGES)
def page(request: DebtorRequest) -> HttpResponse:
    """One page of the list, newest first."""
    debtor = request.debtor
    found, register, events = trail.of_oneself(debtor=debtor, before=_before(request), after=_after(request))
    pack = packs.pack_of(debtor.controller)
    context = {
        "controller": debtor.controller,
        "received": received.of_lines(register.lines, events),
        "more": f"{request.path}?received={register.after}" if register.after else "",
        "may": facts.recipients(pack),
        "transfers": pack.transfers,
        "days": days_of(found.openings),
        "next": found.before,
        "is_first": not {"before", "received"} & request.GET.keys(),
    }
    return render(request, "portal/seen.html", context)


def days_of(openings: Iterable[Opening]) -> list[tuple[date, list[Seen]]]:
    """Openings by the controller's own days, the newest first."""
    ordered = sorted(openings, key=lambda each: each.at, reverse=True)
    return [(day, _told_once(group)) for day, group in groupby(ordered, key=lambda each: timezone.localdate(each.at))]


def _told_once(openings: Iterable[Opening]) -> list[Seen]:
    """What was done again and again on one day in one line, with its first and last time; one's own visits last."""
    lines: dict[object, list[Opening]] = {}
    for each in openings:
        alike = (
            each.name,
            each.actor_kind,
            each.is_own,
            each.roles,
            each.purpose,
            each.record_classes,
            each.cases,
            each.heard_for,
            each.named,
        )
        lines.setdefault(alike, []).append(each)
    told = [
        Seen(
            opening=same[0],
            first_at=same[-1].at,
            last_at=same[0].at,
            times=len(same),
            earlier=tuple((each.at, each.event_id) for each in same[1:]),
            heard_seconds=sum(each.heard_seconds for each in same),
        )
        for same in lines.values()
    ]
    return sorted(told, key=lambda each: each.opening.is_own)


def _before(request: DebtorRequest) -> int | None:
    cursor = request.GET.get("before")
    if cursor is None:
        return None
    if not _CURSOR.match(cursor):
        raise Http404
    return int(cursor)


def _after(request: DebtorRequest) -> str:
    """After which line of the register the page begins."""
    try:
        return str(UUID(request.GET["received"])) if "received" in request.GET else ""
    except ValueError:
        raise Http404 from None
