"""The sign-in form in the product's words."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password; labels stand above the fields, not in them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, or go on to the second factor; the session knows who by identifier and keeps no address."""
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        for step in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, ()):
            step.pop("email", None)
        if LOGIN_SESSION_KEY in request.session:
            request.session[LOGIN_SESSION_KEY]["email"] = None
        request.session.modified = True
        return response
