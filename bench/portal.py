"""The pages of a debtor's visit to the portal: the overview, what we hold, and who has seen it."""

from datetime import timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from audit.models import Line
from bench.measuring import Result
from bench.pages import getting
from bench.pairs import Visit, compare
from collections_app.models import Case, CaseDebtor, Debtor
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.portal import visits
from privacy.selectors import openings

_PAGES = {
    "portal: overview": "/portal/overview/",
    "portal: what we hold": "/portal/held/",
    "portal: who has seen it": "/portal/seen/",
}
_MUST_HOLD = 1.0
"""Milliseconds, as for every page that opens one debtor."""


def measure(sealed: str, baseline: str) -> list[Result]:
    """Each page on both databases."""
    return [
        compare(name, _visit_of(address), _MUST_HOLD, databases_of=(sealed, baseline))
        for name, address in _PAGES.items()
    ]


def _visit_of(address: str) -> Visit:
    return lambda number: getting(_visitor(number), address)


def _visitor(number: int) -> Client:
    """A browser in which the debtor of one of the newest cases has signed in. The letter plays no part in a visit."""
    with access.context(actor=access.system("bench"), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
        code = _code(Case.objects.order_by("-id")[number])
    _look(code.debtor)
    response = HttpResponse()
    visits.begin(RequestFactory().get("/portal/"), response, code=code, before=None, at=timezone.now())
    client = Client()
    client.cookies = response.cookies
    return client


def _look(debtor: Debtor) -> None:
    """Both sides list equally much: a full page of openings. The baseline records nothing while it is measured."""
    for _ in range(openings.PAGE + 1 - Line.objects.filter(subject=debtor.subject.pseudonym, outcome="opened").count()):
        with access.context(actor=access.system("bench"), purpose=Purpose.COLLECTION, channel="command"):
            envelopes.open([debtor])


def _code(case: Case) -> PortalCode:
    part = CaseDebtor.objects.select_related("debtor").filter(case=case)[0]
    known = PortalCode.objects.filter(debtor=part.debtor, revoked_at__isnull=True).first()
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
    )
