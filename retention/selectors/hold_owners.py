"""Who may answer for a legal hold."""

from accounts.models import User
from accounts.permissions import Permission
from personal_data.models import Controller


def of(controller: Controller) -> list[User]:
    """Those who may release a hold and work for the controller, by name."""
    staff = User.objects.with_rights().filter(is_active=True).order_by("name", "pk")
    return [each for each in staff if each.may(Permission.HOLDS_RELEASE) and controller.pk in each.controllers]
