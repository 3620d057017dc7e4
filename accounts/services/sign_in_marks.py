"""Marking sign-ins by keyed digests, and finding the accounts behind an address or a session token."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import SignInMark, User

KEPT = timedelta(days=365)


def note(*, user: User, address: str, session: str, at: datetime) -> SignInMark:
    """Mark one sign-in. Neither address nor token is kept."""
    return SignInMark.objects.create(
        user=user, signed_in_at=at, address=_digest("address", address), session=_digest("session", session)
    )


def note_visit(*, visitor: UUID, address: str, session: str, at: datetime) -> SignInMark:
    """Mark one visit of a person to the portal."""
    return SignInMark.objects.create(
        visitor=visitor, signed_in_at=at, address=_digest("address", address), session=_digest("session", session)
    )


def from_address(address: str, *, until: datetime) -> QuerySet[SignInMark]:
    """The sign-ins from a network address before a moment."""
    return SignInMark.objects.filter(address=_digest("address", address), signed_in_at__lt=until)


def of_session(token: str, *, until: datetime) -> QuerySet[SignInMark]:
    """The sign-in that began the session of a token, if it was before a moment."""
    return SignInMark.objects.filter(session=_digest("session", token), signed_in_at__lt=until)


def forget(*, at: datetime) -> int:
    """Remove marks that are a year old; says how many."""
    removed, _by_table = SignInMark.objects.filter(signed_in_at__lt=at - KEPT).delete()
    return removed


def longest(mark: SignInMark) -> timedelta:
    """How long the session that a sign-in began lasts at most."""
    if mark.visitor:
        return timedelta(hours=settings.PORTAL_LONGEST_HOURS)
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _digest(kind: str, value: str) -> bytes:
    return salted_hmac(f"accounts.sign_in_mark.{kind}", value.strip(), algorithm="sha256").digest()
