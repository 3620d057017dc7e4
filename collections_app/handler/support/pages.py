"""Looks of IT support: staff open one case to an account of a processor; its person sees that and no other page."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app import wording
from collections_app.handler import access
from collections_app.handler.support.forms import OpenForm
from collections_app.models import SupportSession
from collections_app.policies import support as rules
from collections_app.selectors import support_sessions as sessions
from collections_app.services import support_sessions
from personal_data.posted import takes
from personal_data.purposes import Purpose

_opens = require(Permission.SUPPORT_OPEN, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
_looks = require(Permission.SUPPORT_LOOK, purpose=Purpose.COLLECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@_opens
def of_case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The looks at a case, and the form that opens it."""
    case = access.get_case(reference)
    form = OpenForm(request.POST if request.method == "POST" else None, accounts=sessions.accounts_for(case))
    if form.is_valid():
        try:
            support_sessions.open_case(case=case, by=request.user.pk, at=timezone.now(), **form.asked())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The case is open to that account. It closes by itself."))
            return redirect("handler-case-support", reference=reference)
    now = timezone.now()
    rows = [(each, not rules.is_shut(each, at=now)) for each in sessions.of_case(case)]
    context = {"case": case, "form": form, "rows": rows}
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        return render(request, "handler/support/case.html", context, status=422 if form.errors else 200)


@require_POST
@_opens
@takes()
def end(request: AuthenticatedRequest, reference: str, session: str) -> HttpResponse:
    """Close a case to IT support before its time."""
    access.get_case(reference)
    try:
        found = sessions.by_id(_id(session), case_reference=reference)
        support_sessions.end(session=found, at=timezone.now())
    except SupportSession.DoesNotExist:
        raise Http404 from None
    except ValidationError as refusal:  # it was over already
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("It is closed. The processor sees nothing more of it."))
    return redirect("handler-case-support", reference=reference)


@require_GET
@_looks
def desk(request: AuthenticatedRequest) -> HttpResponse:
    """What is open to one's own account, and what was."""
    now = timezone.now()
    rows = [(each, not rules.is_shut(each, at=now)) for each in sessions.of_user(request.user.pk)]
    return render(request, "handler/support/desk.html", {"rows": rows})


@require_GET
@_looks
def look(request: AuthenticatedRequest, session: str) -> HttpResponse:
    """The data of one session, to be read and nothing else; 403 when its time is over."""
    try:
        found = sessions.by_id(_id(session))
    except SupportSession.DoesNotExist:
        raise Http404 from None
    if found.account.user_id != request.user.pk:
        raise PermissionDenied
    context: dict[str, object] = {"session": found}
    try:
        context["entries"] = wording.of_entries(support_sessions.look(session=found, at=timezone.now()))
    except ValidationError as refusal:
        return render(request, "handler/support/look.html", {**context, "refusal": refusal.messages[0]}, status=403)
    with timezone.override(ZoneInfo(found.controller.time_zone)):
        return render(request, "handler/support/look.html", context)


def _id(text: str) -> UUID:
    return access.id_of(text)
