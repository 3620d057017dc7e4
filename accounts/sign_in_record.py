"""Recording sign-ins, failures, lock-outs and changes of the second factor, apart from any transaction.

Where nobody is signed in yet the actor is anonymous and the event refers to the account that was tried, if there is
one. What was typed is never recorded.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.http import HttpRequest
from django.utils import timezone

from accounts import events
from accounts.access import request_id_of
from accounts.models import User
from accounts.network import address_of
from accounts.services import sign_in_marks
from audit import trail
from audit.vocabulary import EventName
from personal_data import access
from personal_data.purposes import Purpose


def failed(request: HttpRequest, account: User | None, *, reason: str) -> None:
    """A sign-in or a second asking for the password failed."""
    _record_anonymous(events.SIGN_IN_FAILED, request, account, reason)


def locked_out(request: HttpRequest, account: User | None) -> None:
    """A sign-in was refused unseen because too many failed before."""
    _record_anonymous(events.LOCKED_OUT, request, account, "too_many_failures")


def _record_anonymous(name: EventName, request: HttpRequest, account: User | None, reason: str) -> None:
    _record(name, request, access.ANONYMOUS, reference=account.reference if account else "", reason=reason)


def _record(name: EventName, request: HttpRequest, actor: access.Actor, **facts: str) -> None:
    with access.context(actor=actor, purpose=Purpose.SECURITY, channel="web", request_id=request_id_of(request)):
        trail.record_apart(name, **facts)  # type: ignore[arg-type]  # only texts are handed over here


def _listener(name: EventName) -> Any:
    def record(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
        if user is not None:
            _record(name, request, access.Actor("staff", user.pk), reference=user.reference)

    return record


def _mark(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Keep, as digests, from where the account was used: an incident is traced by it."""
    session = request.session.session_key or ""
    sign_in_marks.note(user=user, address=address_of(request), session=session, at=timezone.now())


def _second_factor_failed(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    _record_anonymous(events.MFA_FAILED, request, user, "wrong_code")


def _listen() -> None:
    """Listen to allauth, which tells of these things by signals only."""
    told = {
        account_signals.user_logged_in: events.SIGNED_IN,
        account_signals.user_logged_out: events.SIGNED_OUT,
        account_signals.password_changed: events.PASSWORD_CHANGED,
        mfa_signals.authenticator_added: events.MFA_ADDED,
        mfa_signals.authenticator_removed: events.MFA_REMOVED,
        mfa_signals.authenticator_reset: events.MFA_RENEWED,
    }
    account_signals.user_logged_in.connect(_mark, dispatch_uid="accounts.sign_in_mark")
    for signal, name in told.items():
        signal.connect(_listener(name), weak=False, dispatch_uid=name.name)
    mfa_signals.authentication_failed.connect(_second_factor_failed, dispatch_uid=events.MFA_FAILED.name)


_listen()
