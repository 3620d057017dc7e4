"""The client companies."""

from collections_app.models import Creditor


def listed() -> list[Creditor]:
    """Every creditor with its controller, by reference."""
    return list(Creditor.objects.select_related("controller").order_by("controller__reference", "reference"))
