"""What somebody sees who speaks for a debtor: what the authorisation names of that person, and nothing else.

They sign in with a code of their own. An authorisation that is over gives 403, also in the middle of a visit.
"""

from collections.abc import Callable
from functools import wraps
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import request_id_of
from accounts.page_context import PageContext
from collections_app import wording
from collections_app.models import Authorisation
from personal_data import access
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.portal import language, visits
from privacy.portal.access import MARK, asked_to_sign_in
from privacy.portal.authority_words import scope_of
from privacy.services.representing import showing
from privacy.services.sign_in import signing_in


class RepresentativeRequest(HttpRequest):
    """A request of somebody who speaks for a debtor, on an authorisation that is in force."""

    speaks_on: Authorisation
    visiting: visits.Visit


View = Callable[[RepresentativeRequest], HttpResponseBase]


def representative_only(view: View) -> Callable[[HttpRequest], HttpResponseBase]:
    """Ask for a representative's visit and for an authorisation in force, then run the page as that person."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        visit = visits.current(request, at=timezone.now())
        if visit is None:
            return asked_to_sign_in(request)
        if not visit.is_representatives:
            return HttpResponseRedirect(reverse("portal-overview"))
        try:
            actor = signing_in.actor_of(visit.code)
        except signing_in.NoAuthorisation:
            return _over(request)
        acting = access.context(
            actor=actor, purpose=Purpose.SELF_SERVICE, channel="portal", request_id=request_id_of(request)
        )
        speaking = cast("RepresentativeRequest", request)
        speaking.visiting = visit

        return PageContext(acting).run(lambda: _spoken(speaking, view))

    guarded.access_mark = MARK  # type: ignore[attr-defined]  # a mark on a function
    guarded.access_purpose = Purpose.SELF_SERVICE  # type: ignore[attr-defined]  # a mark on a function
    return guarded


@require_GET
@representative_only
def page(request: RepresentativeRequest) -> HttpResponse:
    """The debtor's cases as far as the scope goes."""
    code = request.visiting.code
    try:
        shown = showing.show(kept=request.speaks_on, code=code, at=timezone.now())
    except ValidationError as refusal:
        return render(request, "portal/representing/refused.html", {"said": refusal.messages[0]}, status=403)
    context = {
        "debtor": code.debtor,
        "controller": code.debtor.controller,
        "speaks_on": request.speaks_on,
        "scope": scope_of(request.speaks_on),
        "cases": [(each.case, wording.of_entries(each.entries)) for each in shown],
    }
    return render(request, "portal/representing/page.html", context)


@require_POST
@representative_only
@takes()
def sign_out(request: RepresentativeRequest) -> HttpResponse:
    """End the visit."""
    signing_in.sign_out(code=request.visiting.code)
    response = HttpResponseRedirect(reverse("portal-sign-in"))
    visits.end(request, response)
    return response


def _spoken(request: RepresentativeRequest, view: View) -> HttpResponseBase:
    """The page in the reader's language and by the controller's clock; nothing of it when the authority is over."""
    code = request.visiting.code
    with (
        timezone.override(ZoneInfo(code.debtor.controller.time_zone)),
        language.spoken(request, settings.PORTAL_LANGUAGES) as spoken_in,
    ):
        try:
            request.speaks_on = showing.authorisation_of(code, at=timezone.now())
        except showing.NotInForce:
            return _over(request)
        response = view(request)
        response["Content-Language"] = spoken_in
        return response


def _over(request: HttpRequest) -> HttpResponse:
    """The authorisation is over; nothing of anybody is on the page."""
    with language.spoken(request, settings.PORTAL_LANGUAGES):
        return render(request, "portal/representing/over.html", status=403)
