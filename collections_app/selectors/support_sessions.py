"""Support sessions and the accounts of processors. Nothing is opened."""

from collections.abc import Sequence
from uuid import UUID

from collections_app.models import SUPPORTING, Case, Recipient, SupportAccount, SupportSession
from personal_data import reach

PAGE = 50


def accounts_for(case: Case) -> Sequence[SupportAccount]:
    """The accounts of IT support to which a case may be opened, by the name of the processor."""
    found = SupportAccount.objects.filter(
        recipient__controller=case.controller_id,
        recipient__kind__in=SUPPORTING,
        recipient__ended_on=None,
        user__is_active=True,
    )
    return list(found.select_related("user", "recipient__controller").order_by("recipient__name", "pk"))


def of_case(case: Case) -> Sequence[SupportSession]:
    """The sessions on a case, newest first."""
    return _newest(case_reference=case.reference)


def of_recipient(recipient: Recipient) -> Sequence[SupportSession]:
    """The newest sessions of a processor: the register of what its people looked at."""
    return _newest(account__recipient=recipient)


def of_user(user_id: UUID) -> Sequence[SupportSession]:
    """The newest sessions of one account."""
    return _newest(account__user=user_id)


def by_id(found: UUID, **of: object) -> SupportSession:
    """One session within reach. Raises SupportSession.DoesNotExist."""
    return (
        SupportSession.objects.filter(reach.within(), **of)
        .select_related("account__recipient__controller", "controller")
        .get(pk=found)
    )


def _newest(**of: object) -> Sequence[SupportSession]:
    found = SupportSession.objects.filter(reach.within(), **of).select_related("account__recipient", "account__user")
    return list(found.order_by("-opened_at", "-id")[:PAGE])
