"""Forgetting a member of staff who left: what names them goes, what they did stays on record."""

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import events
from accounts.models import User
from audit import trail

_NOWHERE = "left.invalid"


class StillHere(ValidationError):
    """Nobody is forgotten whose account is open."""

    def __init__(self) -> None:
        super().__init__(_("This account has not ended."), code="still_here")


@transaction.atomic
def forget(*, user: User, on: date) -> bool:
    """Erase name, address, last sign-in and second factor; False when that was done before. Raises StillHere.

    The row and its random id stay: files, requests and the trail refer to it, and say from then on only that a member
    of staff acted (GDPR art. 5(1)(e), 5(2)). Whether the day has come, the caller knows.
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.is_active or locked.left_on is None:
        raise StillHere
    if locked.forgotten_on is not None:
        return False
    Authenticator.objects.filter(user=locked).delete()
    EmailAddress.objects.filter(user=locked).delete()
    locked.name, locked.email = "", f"{locked.reference.lower()}@{_NOWHERE}"
    locked.last_login, locked.forgotten_on = None, on
    locked.set_unusable_password()
    locked.save()
    trail.record(events.STAFF_FORGOTTEN, reference=locked.reference)
    return True
