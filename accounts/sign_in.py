"""How staff sign in: e-mail address and password, then a time-based code; no sign-up.

django-allauth does the work; these adapters close what is not wanted and record what fails.
"""

import base64
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from accounts import sign_in_record
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in without sign-up, with failures and lock-outs recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff are entered by the agency, never by themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse after repeated failures, and record the refusal."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sign_in_record.locked_out(request, _account(credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure without what was typed."""
        account = _account(credentials)
        sign_in_record.failed(request, account, reason="wrong_password" if account else "unknown_account")

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Record that somebody whose account is closed tried."""
        sign_in_record.failed(request, cast("User", user), reason="account_closed")
        return cast("HttpResponse", super().respond_user_inactive(request, user))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No flash messages about signing in and out: they would name the address."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mails about one's own account: the trail records what happened to it."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors whose secrets are encrypted at rest under a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for storage."""
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a stored secret, also one from before SECRET_KEY was changed."""
        return _ciphers().decrypt(encrypted_text.encode()).decode()


def _ciphers() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(secret))) for secret in secrets])


def _derived(secret: str | bytes) -> bytes:
    material = secret.encode() if isinstance(secret, str) else secret
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sigill second factor").derive(material)


def _account(credentials: dict[str, Any]) -> User | None:
    return User.objects.filter(email=str(credentials.get("email") or "").lower()).first()
