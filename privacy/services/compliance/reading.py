"""Reading the list behind a figure: for those whose work it is, and recorded."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from accounts import events as account_events
from accounts.models import User
from audit import trail
from privacy import events
from privacy.selectors.compliance.checks import Asked, Found
from privacy.selectors.compliance.registry import Promise

SHOWN = 100


def read_list(*, promise: Promise, asked: Asked, by: User) -> Sequence[Found]:
    """What breaks a promise now, or will soon, as references; nothing is opened.

    Raises PermissionDenied, recorded, for a reader whose role does not include what the list is about.
    """
    if not by.may(promise.check.permission):
        trail.record_apart(account_events.PERMISSION_REFUSED, reason=promise.check.permission.value)
        raise PermissionDenied
    found = [] if promise.check.why_not(asked) else promise.check.question.listed(asked, SHOWN)
    trail.record(events.COMPLIANCE_LIST_READ, reason=promise.key, count=len(found))
    return found
