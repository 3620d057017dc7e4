"""The pages of a debtor's visit to the portal: the overview, what we hold, and who has seen it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from bench.measuring import Result
from bench.pages import getting
from bench.pairs import Visit, compare
from collections_app.models import Case, CaseDebtor
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.portal import visits
from privacy.selectors import openings
from privacy.services import trail
from privacy.services.sign_in import signing_in

_PAGES = {
    "portal: overview": "/portal/overview/",
    "portal: what we hold": "/portal/held/",
    "portal: who has seen it": "/portal/seen/",
}
_MUST_HOLD = 1.0
"""Milliseconds, as for every page that opens one debtor."""
_BY_OTHERS, _BY_ONESELF = 60, 41
assert _BY_OTHERS + _BY_ONESELF == openings.PAGE + 1


def measure(sealed: str, baseline: str) -> list[Result]:
    """Each page on both databases."""
    return [
        compare(name, _visit_of(address), _MUST_HOLD, databases_of=(sealed, baseline))
        for name, address in _PAGES.items()
    ]


def _visit_of(address: str) -> Visit:
    def visit(number: int) -> Callable[[], HttpResponse]:
        """The debtor of one of the newest cases signs in. The letter plays no part in a visit."""
        with access.context(actor=access.system("bench"), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
            code = code_of(Case.objects.order_by("-id")[number])
        if address == _PAGES["portal: who has seen it"]:
            _look(code)
        response = HttpResponse()
        visits.begin(RequestFactory().get("/portal/"), response, code=code, before=None, at=timezone.now())
        client = Client()
        client.cookies = response.cookies
        return getting(client, address)

    return visit


def _look(code: PortalCode) -> None:
    """Fill the newest page of the trail alike on both sides: with openings by others, then with visits of one's own.

    What our side records while it is measured joins the visits, and no further line comes into the list by it.
    """
    for _ in range(_BY_OTHERS):
        with access.context(actor=access.system("bench"), purpose=Purpose.COLLECTION, channel="command"):
            envelopes.open([code.debtor])
    own = signing_in.actor_of(code)
    with access.context(actor=own, purpose=Purpose.SELF_SERVICE, channel="portal"):
        for _ in range(_BY_ONESELF):
            trail.of_oneself(debtor=code.debtor)


def code_of(case: Case) -> PortalCode:
    """A sign-in code of a case's first debtor; the letter plays no part."""
    part = CaseDebtor.objects.select_related("debtor").filter(case=case)[0]
    known = PortalCode.objects.filter(debtor=part.debtor, revoked_at__isnull=True, used_at__isnull=False).first()
    now = timezone.now()
    return known or PortalCode.objects.create(
        envelope_id=part.debtor.envelope_id,
        controller_id=part.debtor.controller_id,
        debtor=part.debtor,
        case_reference=case.reference,
        salt=bytes(16),
        digest=bytes(32),
        letter=uuid4(),
        language="sv",
        issued_at=now,
        issued_by=uuid4(),
        expires_at=now + timedelta(days=1),
        used_at=now,
    )
