"""The client companies."""

from collections_app.models import Creditor
from personal_data import reach
from personal_data.models import Controller


def listed() -> list[Creditor]:
    """Every creditor within reach with its controller, by reference."""
    return list(
        Creditor.objects.filter(reach.within())
        .select_related("controller")
        .order_by("controller__reference", "reference")
    )


def controllers() -> list[Controller]:
    """Every controller within reach, by reference."""
    return list(Controller.objects.filter(reach.within("pk")).order_by("reference"))


def without_recipient(controller: Controller) -> list[Creditor]:
    """The clients of a controller who have not been entered as recipients, by name."""
    return list(Creditor.objects.filter(controller=controller, recipient=None).order_by("name"))


def by_reference(reference: str) -> Creditor:
    """One client within reach with its controller. Raises Creditor.DoesNotExist."""
    return Creditor.objects.filter(reach.within()).select_related("controller").get(reference=reference)
