"""Recipients and what is in place for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from collections_app.models import (
    ON_AUTHORITY,
    PROCESSORS,
    Case,
    Recipient,
    RecipientKind,
    RecipientSafeguard,
    SafeguardKind,
)
from personal_data import reach
from personal_data.models import Controller

_SOON = timedelta(days=61)


def for_case(case: Case) -> list[Recipient]:
    """The recipients to whom data of a case may be passed on at all, by name; of the creditors its own only."""
    living = Recipient.objects.filter(controller=case.controller_id, ended_on=None).select_related("controller")
    others = Q(kind=RecipientKind.CREDITOR) & (Q(creditor=None) | ~Q(creditor=case.creditor_id))
    # Who speaks for a debtor is offered on that debtor's cases and on no others.
    ours = case.case_debtors.values("debtor__reference")
    speaking = ~Q(kind__in=ON_AUTHORITY) | Q(authorisation__debtor_reference__in=ours)
    # Marketing goes out in batches, and from no case.
    living = living.exclude(kind=RecipientKind.MARKETING)
    return list(living.exclude(others).filter(speaking).order_by("name", "reference"))


def listed(*, controller: str = "", kind: str = "", ended: bool = False) -> list[Recipient]:
    """Every recipient within reach with controller and safeguards, by both names; ended ones only when asked for."""
    found = Recipient.objects.filter(reach.within(), ended_on__isnull=not ended)
    if controller:
        found = found.filter(controller__reference=controller)
    if kind:
        found = found.filter(kind=kind)
    ordered = found.select_related("controller").prefetch_related("safeguards")
    return list(ordered.order_by("controller__reference", "name", "reference"))


def by_reference(reference: str) -> Recipient:
    """One recipient within reach with its controller. Raises Recipient.DoesNotExist."""
    return Recipient.objects.filter(reach.within()).select_related("controller").get(reference=reference)


def in_force(recipient: Recipient, *, at: datetime) -> list[RecipientSafeguard]:
    """The agreements and transfer mechanisms that held on the controller's day of a moment, oldest first."""
    day = at.astimezone(ZoneInfo(recipient.controller.time_zone)).date()
    held = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return list(recipient.safeguards.filter(held, valid_from__lte=day).order_by("valid_from", "pk"))


def processors_of(controller: Controller) -> list[Recipient]:
    """The processors of a controller that have not been ended, by name (GDPR art. 28)."""
    living = Recipient.objects.filter(controller=controller, kind__in=PROCESSORS, ended_on=None)
    return list(living.select_related("controller").order_by("name", "reference"))


@dataclass(frozen=True, slots=True)
class Renewal:
    """A processor whose agreement has ended, or ends soon."""

    recipient: Recipient
    last_day: date
    is_over: bool


def to_renew(*, at: datetime) -> list[Renewal]:
    """The processors within reach whose last agreement has ended or ends within two months, the first to end first.

    One that never had an agreement is not among them: nothing goes to it, and nothing did.
    """
    found = Recipient.objects.filter(reach.within(), kind__in=PROCESSORS, ended_on=None).select_related("controller")
    agreed = Q(safeguards__kind=SafeguardKind.PROCESSOR_AGREEMENT)
    open_ended = Q(safeguards__valid_until=None)
    ending = found.annotate(
        last_day=Max("safeguards__valid_until", filter=agreed), lasting=Count("safeguards", filter=agreed & open_ended)
    ).filter(lasting=0, last_day__isnull=False)
    renewals = []
    for each in ending.order_by("last_day", "reference"):
        today = at.astimezone(ZoneInfo(each.controller.time_zone)).date()
        if each.last_day <= today + _SOON:
            renewals.append(Renewal(each, each.last_day, is_over=each.last_day < today))
    return renewals
