"""Recipients and what is in place for them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from collections_app.models import Case, Recipient, RecipientKind, RecipientSafeguard
from personal_data import reach


def for_case(case: Case) -> list[Recipient]:
    """The recipients to whom data of a case may be passed on at all, by name; of the creditors its own only."""
    living = Recipient.objects.filter(controller=case.controller_id, ended_on=None).select_related("controller")
    others = Q(kind=RecipientKind.CREDITOR) & (Q(creditor=None) | ~Q(creditor=case.creditor_id))
    return list(living.exclude(others).order_by("name", "reference"))


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
