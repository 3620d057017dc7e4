"""Asking for a new letter with a code, without signing in. The answer is the same whatever number is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.access import request_id_of
from accounts.network import address_of
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.portal.access import open_to_all
from privacy.portal.forms import NewLetterForm
from privacy.portal.waiting import waiting_page
from privacy.services.sign_in import asked_letters


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@sensitive_post_parameters("case_number")
def page(request: HttpRequest) -> HttpResponse:
    """The form, and what happens now: for everybody alike."""
    form = NewLetterForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "controllers": list(Controller.objects.order_by("name"))}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/new_letter.html", context, status=422 if form.is_bound else 200)
    at = timezone.now()
    acting = access.context(
        actor=access.ANONYMOUS, purpose=Purpose.SECURITY, channel="portal", request_id=request_id_of(request)
    )
    with acting:
        wait = asked_letters.ask(case_number=form.cleaned_data["case_number"], address=address_of(request), at=at)
    if wait:
        return waiting_page(request, "portal/open_wait.html", wait - at, context)
    return render(request, "portal/new_letter_asked.html", context)
