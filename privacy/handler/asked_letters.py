"""New sign-in letters that were asked for without signing in: the list from which they are written."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Case
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.selectors import asked_letters as waiting
from privacy.services.sign_in import asked_letters


@require_GET
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def page(request: AuthenticatedRequest) -> HttpResponse:
    """The cases that wait for a letter, the oldest first. No name is opened for it."""
    return render(request, "handler/sign_in_letters/asked.html", {"asked": waiting.oldest()})


@require_POST
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
@takes()
def settle(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take a case off the list, once its letters are written or when none is needed."""
    try:
        case = waiting.one(reference)
    except Case.DoesNotExist:
        raise Http404 from None
    asked_letters.settle(case=case)
    messages.success(request, _("It is off the list."))
    return redirect("handler-asked-letters")
