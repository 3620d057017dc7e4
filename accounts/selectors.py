"""Reads of staff for the pages that name who acted."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User


def names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of members of staff; of who has left and been forgotten, that they were one."""
    wanted = {each for each in ids if each}
    found = User.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {pk: name or _("a former member of staff") for pk, name in found}
