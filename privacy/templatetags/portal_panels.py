"""Panels about the portal that the pages of other desks include."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise

from collections_app.models import Case, Debtor, DebtorKind
from personal_data.models import DataSubject
from privacy.models import CodeState, PortalCode
from privacy.selectors import portal_codes
from privacy.services.sign_in import next_codes
from privacy.services.sign_in.codes import ENDED_BECAUSE

register = template.Library()
_BADGES: dict[str, dict[str, str]] = {
    CodeState.WORKS: {"kind": "good", "icon": "check"},
    CodeState.USED: {"kind": "", "icon": "check"},
    CodeState.EXPIRED: {"kind": "", "icon": "clock"},
    CodeState.REVOKED: {"kind": "", "icon": "stop"},
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """A debtor of the case, whether they can get a letter, and the newest code."""

    debtor: Debtor
    is_person: bool
    letter: PortalCode | None


@register.inclusion_tag("handler/sign_in_letters/panel.html")
def sign_in_letters(case: Case, parties: Iterable[Any]) -> dict[str, Any]:
    """Who has a letter with a sign-in code, and the way to write one. ``parties`` as the case page shows them."""
    newest = portal_codes.of_case(case)
    debtors = [each.part.debtor for each in parties]
    addressees = [Addressee(each, each.kind != DebtorKind.COMPANY, newest.get(each.pk)) for each in debtors]
    return {"case": case, "addressees": addressees}


@register.inclusion_tag("portal/next_code_reminder.html", takes_context=True)
def next_code_reminder(context: dict[str, Any]) -> dict[str, Any]:
    """To a visitor of the portal: whether they have a code for the next visit, and the way to one."""
    return {"waiting": next_codes.waiting(context["request"].visit.code, at=timezone.now())}


@register.inclusion_tag("dpo/requests/way_in.html", takes_context=True)
def way_in(context: dict[str, Any], subject: DataSubject) -> dict[str, Any]:
    """Whether the person can sign in to read an answer, and the way to a letter if not."""
    return {"request": context["request"], "way": portal_codes.way_in(subject, at=timezone.now())}


@register.inclusion_tag("components/badge.html")
def code_badge(letter: PortalCode) -> dict[str, Any]:
    """Whether the code of a letter works, as a word with its icon."""
    state = letter.state_at(timezone.now())
    return {"label": state.label, **_BADGES[state]}


@register.filter
def last_day(letter: PortalCode) -> date:
    """The last day on which the code works, by the clock of the page."""
    return timezone.localdate(letter.expires_at - timedelta(seconds=1))


@register.filter
def why_ended(letter: PortalCode) -> str | Promise:
    """Why a code was revoked, in words."""
    return ENDED_BECAUSE.get(letter.revoked_because, letter.revoked_because)
