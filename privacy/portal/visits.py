"""A debtor's visit: from signing in to signing out, or to half an hour of silence.

It is no sign-in of staff: another cookie, sent to the portal only, names a row that holds references and times. Who the
visitor is comes from the sign-in code's own row, at each page, so a revoked code ends its visit at once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.urls import reverse

from accounts.network import address_of
from accounts.services import sign_in_marks
from privacy.models import PortalCode
from privacy.services.sign_in import signing_in

_CODE, _BEGAN, _SEEN, _BEFORE = "portal_code", "portal_began", "portal_seen", "portal_before"
# A visit is written again once a minute, not at each page.
_WRITE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who visits, with which code, and when somebody signed in as this person before."""

    code: PortalCode
    before: datetime | None

    @property
    def is_representatives(self) -> bool:
        """Whether somebody visits who speaks for the debtor."""
        return self.code.authorisation is not None


def begin(
    request: HttpRequest, response: HttpResponseBase, *, code: PortalCode, before: datetime | None, at: datetime
) -> None:
    """Begin a visit under a new key; one that this browser had ends."""
    _forget(request)
    rotate_token(request)
    store = SessionStore()
    store[_CODE], store[_BEGAN], store[_SEEN] = str(code.pk), at.timestamp(), at.timestamp()
    store[_BEFORE] = before.timestamp() if before else None
    store.set_expiry(timedelta(hours=settings.PORTAL_LONGEST_HOURS))
    store.create()
    session = store.session_key or ""
    # As keyed digests, for the case that the cookie or what uses it comes into wrong hands (GDPR art. 33(3)).
    sign_in_marks.note_visit(visitor=signing_in.actor_of(code).id, address=address_of(request), session=session, at=at)
    response.set_cookie(
        settings.PORTAL_COOKIE_NAME,
        session,
        path=reverse("portal-sign-in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def current(request: HttpRequest, *, at: datetime) -> Visit | None:
    """The visit that this request belongs to, or None when there is none or it is over."""
    store = SessionStore(request.COOKIES.get(settings.PORTAL_COOKIE_NAME))
    if _CODE not in store:
        return None
    if not _lasts(store, at):
        store.delete()
        return None
    code = (
        PortalCode.objects.select_related("debtor__controller", "debtor__subject").filter(pk=UUID(store[_CODE])).first()
    )
    if code is None or not code.carries_a_visit:
        store.delete()
        return None
    code.debtor.subject.controller = code.debtor.controller  # one and the same: it need not be asked for again
    if at - _time(store[_SEEN]) > _WRITE_AFTER:
        store[_SEEN] = at.timestamp()
        store.save()
    return Visit(code, _time(store[_BEFORE]) if store[_BEFORE] else None)


def end(request: HttpRequest, response: HttpResponseBase) -> None:
    """End the visit, if there is one."""
    _forget(request)
    response.delete_cookie(settings.PORTAL_COOKIE_NAME, path=reverse("portal-sign-in"), samesite="Lax")


def had_begun(request: HttpRequest) -> bool:
    """Whether the browser remembers a visit, which may be over."""
    return settings.PORTAL_COOKIE_NAME in request.COOKIES


def _forget(request: HttpRequest) -> None:
    if key := request.COOKIES.get(settings.PORTAL_COOKIE_NAME):
        SessionStore(key).delete()


def _lasts(store: SessionStore, at: datetime) -> bool:
    silent, whole = at - _time(store[_SEEN]), at - _time(store[_BEGAN])
    return silent <= timedelta(minutes=settings.PORTAL_IDLE_MINUTES) and whole <= timedelta(
        hours=settings.PORTAL_LONGEST_HOURS
    )


def _time(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
