"""Controllers as an operator names them."""

from collections.abc import Sequence

from django.core.management import CommandError

from personal_data.models import Controller


def named(references: Sequence[str]) -> list[Controller]:
    """The controllers with these references. Raises CommandError when one is not known."""
    known = {controller.reference: controller for controller in Controller.objects.order_by("reference")}
    if strangers := [each for each in references if each not in known]:
        raise CommandError(
            f"There is no controller {', '.join(strangers)}. Known are: {', '.join(known) or 'none yet'}."
        )
    return [known[each] for each in references]
