"""Who may see a page of the portal, and in which access context it is shown.

``debtor_only`` is the portal's counterpart of ``accounts.access.require``: it asks for a visit that began with a code,
and lets the page act as that person and nobody else.
"""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.access import public, request_id_of
from accounts.page_context import PageContext
from collections_app.models import Debtor
from personal_data import access
from personal_data.purposes import Purpose
from privacy.portal import errors, language, visits
from privacy.selectors import packs
from privacy.services.sign_in import signing_in

P = ParamSpec("P")
MARK = "debtor"
_log = logging.getLogger(__name__)


class DebtorRequest(HttpRequest):
    """A request of a debtor who has signed in: their own profile, not opened yet, and their visit."""

    debtor: Debtor
    visit: visits.Visit


DebtorView = Callable[Concatenate[DebtorRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def debtor_only(
    *, purpose: Purpose = Purpose.SELF_SERVICE, languages: Sequence[str] = ()
) -> Callable[[DebtorView[P]], OpenView[P]]:
    """Ask for a visit, then run the page as the debtor, in their language and by their controller's clock.

    ``languages`` are those in which the page is there, where they are others than the portal's.

    In the trail the actor is of the kind ``debtor``, under the id of the data subject. Whoever has no visit, or one
    that is over, is sent to the sign-in page, a member of staff too.
    """

    def decorate(view: DebtorView[P]) -> OpenView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            visit = visits.current(request, at=timezone.now())
            if visit is None or visit.is_representatives:
                return errors.page(request, HTTPStatus.FORBIDDEN) if visit else asked_to_sign_in(request)
            visiting = cast("DebtorRequest", request)
            visiting.debtor, visiting.visit = visit.code.debtor, visit
            acting = access.context(
                actor=signing_in.actor_of(visit.code),
                purpose=purpose,
                channel="portal",
                request_id=request_id_of(request),
            )
            zone = ZoneInfo(visit.code.debtor.controller.time_zone)

            def spoken() -> HttpResponseBase:
                with timezone.override(zone):
                    return _in_their_language(
                        visiting, lambda: _or_whom_to_ask(visiting, lambda: view(visiting, *args, **kwargs)), languages
                    )

            return PageContext(acting).run(spoken)

        guarded.access_mark = MARK  # type: ignore[attr-defined]  # a mark on a function
        guarded.access_purpose = purpose  # type: ignore[attr-defined]  # a mark on a function
        return cast("OpenView[P]", guarded)

    return decorate


def open_to_all(view: OpenView[P]) -> OpenView[P]:
    """Mark a page of the portal that everybody may see; it is shown in the visitor's language."""
    return open_in(())(view)


def open_in(languages: Sequence[str]) -> Callable[[OpenView[P]], OpenView[P]]:
    """Mark a page that everybody may see and that is there in some languages; none named are the portal's."""

    def decorate(view: OpenView[P]) -> OpenView[P]:
        @wraps(view)
        def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return _in_their_language(request, lambda: view(request, *args, **kwargs), languages)

        return public(cast("OpenView[P]", shown))

    return decorate


def _or_whom_to_ask(request: DebtorRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The page; where no notice of the controller is known, whom to write to instead of a promise that nobody made."""
    try:
        return view()
    except packs.NoPack as missing:
        _log.error("no policy pack of controller %s", missing.reference)
        return errors.no_notice(request, request.debtor.controller)


def _in_their_language(
    request: HttpRequest, view: Callable[[], HttpResponseBase], languages: Sequence[str]
) -> HttpResponseBase:
    with language.spoken(request, languages or settings.PORTAL_LANGUAGES) as spoken:
        response = view()
        render = getattr(response, "render", None)
        response = cast("HttpResponseBase", render()) if render else response
        response["Content-Language"] = spoken
    return response


def asked_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way to the sign-in page. Who was here and came back too late is told so; the address says nothing else."""
    address = reverse("portal-sign-in")
    return HttpResponseRedirect(f"{address}?over" if visits.had_begun(request) else address)
