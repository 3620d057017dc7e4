"""Support sessions: opening a case to somebody of a processor, what they see, and its end (AMILI-22).

What is seen is passed on to the processor: each session is a line of the register, each look an opening for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit import trail
from audit.vocabulary import EventName
from collections_app import events
from collections_app.models import (
    Case,
    Disclosure,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
    SecrecyCheck,
    SupportAccount,
    SupportReason,
    SupportSession,
)
from collections_app.policies import support as rules
from collections_app.selectors import disclosable
from collections_app.services.disclosing import checks, disclosures
from collections_app.services.disclosing.disclosures import Left, Wanted
from personal_data import envelopes

_REFUSALS = {
    "no_support": _("Only a processor for cloud systems or IT support has such accounts."),
    "only_technician": _("The account of a processor has the role for IT support and no other."),
    "bound_already": _("The account is bound to a processor already."),
    "other_controller": _("The processor works for another controller than this case's."),
    "too_long": _("Choose a time of at most eight hours."),
    "no_reason": _("Choose one of the listed reasons."),
    "oneself": _("Nobody opens a case to themselves."),
    "ended_already": _("The session has ended already."),
    "session_ended": _("The session has ended."),
    "session_expired": _("The time of the session is over."),
}


class NotAllowed(ValidationError):
    """The step is not allowed; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


class Shut(NotAllowed):
    """The session is over: nothing is shown, and that somebody tried is recorded."""


@transaction.atomic
def bind(*, user: User, recipient: Recipient, by: UUID, at: datetime) -> SupportAccount:
    """Say whose person an account is. Raises NotAllowed unless it may do nothing but that."""
    if rules.may_open(kind=recipient.kind, lasts=timedelta(minutes=1)):
        raise NotAllowed("no_support")
    if set(user.roles) != {Role.TECHNICIAN}:
        raise NotAllowed("only_technician")
    if SupportAccount.objects.filter(user=user).exists():
        raise NotAllowed("bound_already")
    account = SupportAccount.objects.create(user=user, recipient=recipient, entered_by=by, entered_at=at)
    trail.record(events.SUPPORT_BOUND, reference=user.reference, recipient=recipient.reference)
    return account


@transaction.atomic
def open_case(
    *, case: Case, account: SupportAccount, reason: str, fields: Sequence[str], lasts: timedelta, by: UUID, at: datetime
) -> SupportSession:
    """Let an account look at some data of a case until a time.

    Raises NotAllowed, and what ``checks.check`` raises when the processor may get nothing: without agreement for one.
    """
    recipient = account.recipient
    if recipient.controller_id != case.controller_id:
        raise NotAllowed("other_controller")
    if account.user_id == by:
        raise NotAllowed("oneself")
    if set(account.user.roles) != {Role.TECHNICIAN}:
        raise NotAllowed("only_technician")
    if reason not in SupportReason.values:
        raise NotAllowed("no_reason")
    if refused := rules.may_open(kind=recipient.kind, lasts=lasts):
        raise NotAllowed(refused)
    checks.check(case=case, wanted=_wanted(recipient, fields), at=at)
    envelopes.prepare_to_write([case])
    session = SupportSession.objects.create(
        envelope=case.envelope,
        controller=case.controller,
        account=account,
        case_reference=case.reference,
        reason=reason,
        data_fields=sorted(fields),
        opened_by=by,
        opened_at=at,
        ends_at=at + lasts,
    )
    _record(events.SUPPORT_OPENED, session, reason)
    return session


def look(*, session: SupportSession, at: datetime) -> Sequence[disclosable.Entry]:
    """What the session shows, opened for the processor. Nothing can be changed by it. Raises Shut and NotAllowed."""
    recipient = session.account.recipient
    if refused := rules.is_shut(session, at=at):
        trail.record_apart(
            events.SUPPORT_REFUSED, reference=session.case_reference, reason=refused, recipient=recipient.reference
        )
        raise Shut(refused)
    return _shown(session, recipient, at)


@transaction.atomic
def _shown(session: SupportSession, recipient: Recipient, at: datetime) -> Sequence[disclosable.Entry]:
    case = Case.objects.select_related("controller").get(reference=session.case_reference)
    wanted = _wanted(recipient, session.data_fields)
    checks.check(case=case, wanted=wanted, at=at)
    rows = disclosable.rows_of(case, wanted.fields)
    envelopes.keep([row.envelope_id for row in rows])
    try:
        envelopes.open(rows, recipient=recipient.reference)
    except envelopes.Refused as refused:
        raise disclosures.NotAllowed("blocked") from refused
    entries = disclosable.entries(rows, wanted.fields, disclosable.owed_on([case], wanted.fields))
    told = Disclosure.objects.filter(recipient=recipient, case_reference=case.reference, asked_as__isnull=True)
    if entries and not told.filter(by=session.account.user_id, at__gte=session.opened_at).exists():
        disclosures.enter(wanted=wanted, left=[Left(case, rows, entries)], by=session.account.user_id, at=at)
    return entries


@transaction.atomic
def end(*, session: SupportSession, at: datetime) -> SupportSession:
    """End a session before its time. Raises NotAllowed when it has ended."""
    locked = (
        SupportSession.objects.select_for_update(of=("self",)).select_related("account__recipient").get(pk=session.pk)
    )
    if rules.is_shut(locked, at=at):
        raise NotAllowed("ended_already")
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    _record(events.SUPPORT_ENDED, locked, locked.reason)
    return locked


def _wanted(recipient: Recipient, fields: Sequence[str]) -> Wanted:
    return Wanted(
        recipient=recipient,
        fields=tuple(fields),
        purpose=DisclosurePurpose.SERVICE,
        ground=DisclosureGround.LEGITIMATE_INTEREST,
        channel=DisclosureChannel.SYSTEM,
        # The agreement binds whoever handles the data to secrecy (art. 28(3)(b)); looked for when entered.
        secrecy_check=SecrecyCheck.CLEARED,
    )


def _record(name: EventName, session: SupportSession, reason: str) -> None:
    trail.record(
        name,
        envelopes=[session.envelope_id],
        reference=session.case_reference,
        reason=reason,
        recipient=session.account.recipient.reference,
        fields=session.data_fields,
    )
