"""The client companies."""

from collections_app.models import Creditor
from personal_data import reach


def listed() -> list[Creditor]:
    """Every creditor within reach with its controller, by reference."""
    return list(
        Creditor.objects.filter(reach.within())
        .select_related("controller")
        .order_by("controller__reference", "reference")
    )
