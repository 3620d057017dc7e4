"""Names of members of staff on the pages of the paper archive."""

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def name_of(staff: Mapping[UUID, str], who: UUID) -> str:
    """The name of a member of staff, as long as it is known."""
    return staff.get(who) or _("former member of staff")
