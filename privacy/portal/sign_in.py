"""Signing in to the portal with case number and code, and signing out."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import request_id_of
from accounts.network import address_of
from personal_data import access
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.portal import visits
from privacy.portal.access import DebtorRequest, debtor_only, open_to_all
from privacy.portal.forms import SignInForm
from privacy.portal.waiting import waiting_page
from privacy.services.sign_in import signing_in

_WRONG = 422


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@sensitive_post_parameters("case_number", "code")
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """The way in. Who has signed in already goes on to the overview."""
    at = timezone.now()
    if request.method != "POST":
        if visit := visits.current(request, at=at):
            return HttpResponseRedirect(_first_page(visit.code))
        return _shown(request, SignInForm(), is_over="over" in request.GET)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=_WRONG)
    answer = _verified(request, form, at)
    if answer.wait_until:
        return waiting_page(request, "portal/wait.html", answer.wait_until - at, {})
    if answer.code is None:
        form.refuse()
        return _shown(request, form, status=_WRONG)
    response = HttpResponseRedirect(_first_page(answer.code))
    visits.begin(request, response, code=answer.code, before=answer.before, at=at)
    return response


@require_POST
@debtor_only()
@takes()
def sign_out(request: DebtorRequest) -> HttpResponse:
    """End the visit."""
    signing_in.sign_out(code=request.visit.code)
    response = HttpResponseRedirect(reverse("portal-sign-in"))
    visits.end(request, response)
    return response


def _first_page(code: PortalCode) -> str:
    """The debtor's overview, or what a representative may see."""
    return reverse("portal-overview" if code.authorisation is None else "portal-representing")


def _verified(request: HttpRequest, form: SignInForm, at: datetime) -> signing_in.Answer:
    acting = access.context(
        actor=access.ANONYMOUS, purpose=Purpose.SECURITY, channel="portal", request_id=request_id_of(request)
    )
    with acting:
        return signing_in.verify(**form.cleaned_data, address=address_of(request), at=at)


def _shown(request: HttpRequest, form: SignInForm, *, is_over: bool = False, status: int = 200) -> HttpResponse:
    context = {"form": form, "is_over": is_over, "days": settings.PORTAL_CODE_DAYS}
    return render(request, "portal/sign_in.html", context, status=status)
