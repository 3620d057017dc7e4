"""Checking who signs in."""

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.models import User
from audit.acting import ANONYMOUS, Acting, declared
from personal_data.purposes import Purpose


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password. The demo's published password opens nothing outside local settings."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """The member of staff whose password this is, or None."""
        if credentials.get("password") == settings.DEMO_PASSWORD and not settings.DEMO_SIGN_IN:
            return None
        # A password that was stored by an older method is stored anew; nobody is signed in yet.
        with declared(Acting(ANONYMOUS, Purpose.SECURITY.value, "web")):
            user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        """Whether the account is open: never without an undertaking of secrecy on file, also where it is older."""
        has_promised = isinstance(user, User) and user.secrecy_on is not None
        return has_promised and bool(super().user_can_authenticate(user))

    def get_user(self, user_id: UUID) -> AbstractBaseUser | None:
        """Who is signed in, with what they may do and for whom: one query for each request."""
        user = User.objects.with_rights().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
