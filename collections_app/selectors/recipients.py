"""Recipients and what is in place for them."""

from collections_app.models import Recipient
from personal_data import reach
from personal_data.models import Controller


def of_controller(controller: Controller) -> list[Recipient]:
    """The recipients to whom a controller may still pass data on, by name."""
    living = Recipient.objects.filter(controller=controller, ended_on=None).select_related("controller")
    return list(living.order_by("name", "reference"))


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
