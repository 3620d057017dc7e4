"""What is known of the debtors of a case, what waits to be looked at, and how a debtor may be reached."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from collections_app.models import Case, Debtor, Detail, DetailKind, Finding
from collections_app.models.detail import CONTACT_KINDS, ChannelStatus
from collections_app.policies import details as rules
from collections_app.policies.details import Channel
from personal_data import envelopes


def of_debtors(debtors: Collection[Debtor]) -> list[Detail]:
    """The details of some debtors, newest first, without those that were found to be somebody else's (ALMI-18). Opens
    nothing."""
    found = Detail.objects.filter(debtor__in=debtors).exclude(finding=Finding.FALSE_HIT)
    return list(found.select_related("debtor").order_by("-obtained_on", "-at", "-id"))


def of_case(case: Case) -> list[Detail]:
    """The details of the debtors of a case, newest first. Opens nothing."""
    return of_debtors([part.debtor for part in case.case_debtors.select_related("debtor")])


def open_from_before(rows: Collection[Detail], debtors: Collection[Debtor]) -> None:
    """Open what is known from earlier cases, of which some may be blocked; the profiles are open already."""
    profiles = {each.envelope_id for each in debtors}
    if elsewhere := [each.pk for each in rows if each.envelope_id not in profiles]:
        envelopes.open_page(Detail.objects.filter(pk__in=elsewhere))


def waiting(case: Case) -> bool:
    """Whether a hit about a debtor of the case waits to be looked at. Opens nothing."""
    hits = Detail.objects.filter(debtor__in=case.case_debtors.values("debtor"), kind__in=rules.HITS, reviewed_on=None)
    return hits.exists()


def channels(debtors: Collection[Debtor], kinds: Collection[str] = CONTACT_KINDS) -> list[Channel]:
    """Each way of contact that was entered with its source, opened. The newest word first."""
    rows = [each for each in of_debtors(debtors) if each.kind in kinds]
    if rows:
        envelopes.open(rows)
    return [_channel(each) for each in rows]


def standing(debtors: Collection[Debtor], kind: str, value: str, on: date) -> str:
    """Whether a way of contact may be used on a day; empty where nothing was entered of it."""
    return rules.standing(channels(debtors, [kind]), kind, value, on)


def language_of(debtor: Debtor, *, usual: str) -> str:
    """The language in which somebody is written to: the mother tongue that was told last, or the usual one."""
    told = Detail.objects.filter(debtor=debtor, kind=DetailKind.LANGUAGE).order_by("-obtained_on", "-at", "-id").first()
    if told is None:
        return usual
    envelopes.open([told])
    return str(told.value.reveal()).lower()


def addressee(debtor: Debtor, on: date) -> tuple[str, Mapping[str, Any] | None]:
    """Name and postal address to which letters to a debtor go on a day: the guardian's where there is one (INTRUM-71),
    else the newest address that may be used (AMILI-11, INTRUM-06). The profile must be open.
    """
    name = str(debtor.name.reveal())
    rows = [each for each in of_debtors([debtor]) if each.kind in (DetailKind.GUARDIAN, DetailKind.ADDRESS)]
    for each in rows:
        if each.kind == DetailKind.GUARDIAN and (each.until is None or on <= each.until):
            first, *rest = _lines(each)
            return first, {"lines": rest}
    known = [_channel(each) for each in rows if each.kind == DetailKind.ADDRESS]
    found = (each for each in known if rules.standing(known, each.kind, each.value, on) == ChannelStatus.USABLE)
    if (newest := next(found, None)) is not None:
        return name, {"lines": newest.value.splitlines()}
    held: dict[str, Any] | None = debtor.address.reveal() if debtor.address is not None else None
    is_refused = held is not None and rules.standing(known, DetailKind.ADDRESS, _as_text(held), on) != ""
    return name, None if is_refused else held


def of_id(case: Case, wanted: UUID) -> Detail:
    """One detail of a debtor of the case. Raises Detail.DoesNotExist."""
    return Detail.objects.select_related("debtor").get(pk=wanted, debtor__in=case.case_debtors.values("debtor"))


def _lines(detail: Detail) -> list[str]:
    return [line.strip() for line in str(detail.value.reveal()).splitlines() if line.strip()]


def _channel(detail: Detail) -> Channel:
    return Channel(detail.kind, str(detail.value.reveal()), detail.status, detail.obtained_on, detail.until)


def _as_text(address: Mapping[str, Any]) -> str:
    """An address of the profile as it would be entered as a detail: lines, postcode and town."""
    town = " ".join(part for part in (address.get("postcode"), address.get("city")) if part)
    return "\n".join(line for line in (*address.get("lines", ()), town) if line)
