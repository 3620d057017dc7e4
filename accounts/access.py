"""Who may see a page, and for which purpose it opens what it shows.

Every page is marked: ``require`` (a permission and a purpose), ``signed_in`` (one's own account) or ``public``. A page
without a mark is refused by ``accounts.middleware`` and reported by ``manage.py check``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts import events
from accounts.models import User
from accounts.page_context import PageContext
from accounts.permissions import Permission
from audit import trail
from audit.acting import Acting, Actor, declared
from personal_data import access
from personal_data.identifiers import time_ordered
from personal_data.purposes import Purpose

P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class AuthenticatedRequest(HttpRequest):
    """A request of a member of staff whose sign-in and permission have been checked."""

    user: User


View = Callable[Concatenate[AuthenticatedRequest, P], HttpResponseBase]
GuardedView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def require(
    permission: Permission, *, purpose: Purpose, also: Purpose | None = None
) -> Callable[[View[P]], GuardedView[P]]:
    """Ask for sign-in, second factor and permission, then run the page in the access context of its purpose.

    ``also`` is another purpose to which the page may turn by what it finds (``personal_data.access.turn``).
    The context lasts until the body of a streamed response is closed. A refusal is an event of its own.
    """

    def decorate(view: View[P]) -> GuardedView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            asked_to = _asked_to_sign_in(request) or _asked_for_second_factor(request)
            if asked_to:
                return asked_to
            checked = cast("AuthenticatedRequest", request)

            def permitted() -> HttpResponseBase:
                if not checked.user.may(permission):
                    trail.record_apart(events.PERMISSION_REFUSED, reason=permission.value)
                    raise PermissionDenied
                return view(checked, *args, **kwargs)

            acting = access.context(
                actor=access.Actor("staff", checked.user.pk),
                purpose=purpose,
                channel="web",
                request_id=request_id_of(request),
                controllers=checked.user.controllers,
                also=() if also is None else (also,),
            )
            return PageContext(acting).run(permitted)

        guarded.access_mark = permission.value  # type: ignore[attr-defined]  # a mark on a function
        guarded.access_purpose = purpose  # type: ignore[attr-defined]  # a mark on a function
        guarded.access_other_purpose = also  # type: ignore[attr-defined]  # a mark on a function
        return cast("GuardedView[P]", guarded)

    return decorate


def signed_in(view: V) -> V:
    """Mark a page of one's own account: it asks for sign-in only and opens no personal data.

    What it changes of the account is recorded as the person's own doing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if asked_to := _asked_to_sign_in(request):
            return asked_to
        oneself = Actor("staff", cast("User", request.user).pk)
        with declared(Acting(oneself, Purpose.SECURITY.value, "web", request_id_of(request))):
            return view(request, *args, **kwargs)

    guarded.access_mark = "signed_in"  # type: ignore[attr-defined]  # a mark on a function
    return cast("V", guarded)


def public(view: V) -> V:
    """Mark a page as open to everybody. The list of such pages is short and tested."""

    @wraps(view)
    def open_to_all(*args: object, **kwargs: object) -> HttpResponseBase:
        return view(*args, **kwargs)

    open_to_all.access_mark = "public"  # type: ignore[attr-defined]  # a mark on a function
    return cast("V", open_to_all)


def mark_of(view: object) -> str:
    """The mark of a page, or an empty text."""
    return getattr(view, "access_mark", "")


def purpose_of(view: object) -> Purpose | None:
    """For which purpose a page opens what it shows; None of a page that opens nothing about others."""
    return getattr(view, "access_purpose", None)


def other_purpose_of(view: object) -> Purpose | None:
    """The purpose to which a page may turn by what it finds; None of nearly all."""
    return getattr(view, "access_other_purpose", None)


def request_id_of(request: HttpRequest) -> UUID:
    """The id under which everything that one request does stands in the trail and the logs."""
    known = getattr(request, "request_id", None)
    if not isinstance(known, UUID):
        known = time_ordered()  # so that the trail finds it without an index over all of it
        request.request_id = known  # type: ignore[attr-defined]  # ours, on Django's request
    return known


def _asked_to_sign_in(request: HttpRequest) -> HttpResponseBase | None:
    """Send those who are not signed in to the sign-in page; the way back holds no search words."""
    if request.user.is_authenticated:
        return None
    return redirect_to_login(
        request.path if request.method in ("GET", "HEAD") else reverse(settings.LOGIN_REDIRECT_URL)
    )


def _asked_for_second_factor(request: HttpRequest) -> HttpResponseBase | None:
    if not settings.ACCOUNTS_REQUIRE_MFA or is_mfa_enabled(cast("User", request.user), [Authenticator.Type.TOTP]):
        return None
    return HttpResponseRedirect(reverse("mfa_activate_totp"))
