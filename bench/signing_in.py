"""Failing to sign in to the portal: whether time tells a case that exists from one that does not."""

import statistics
from datetime import timedelta
from uuid import uuid4

from django.core.cache import cache
from django.utils import timezone

from bench.measuring import Result, seconds, spread
from collections_app.models import Case, CaseDebtor
from personal_data import access
from personal_data.purposes import Purpose
from personal_data.services import controllers
from privacy.policies.sign_in import codes
from privacy.services.sign_in import codes as portal_codes
from privacy.services.sign_in import signing_in
from tests.fixtures import databases

_ATTEMPTS = 1000
_NO_CASE = "K-1999-999999"
_WRONG = codes.make(lambda alphabet: alphabet[0])
# Closer than the middle half of the measurements lies to itself, nobody can tell two medians apart over a network.
_MUST_HOLD = 0.05


def measure(database: str) -> list[Result]:
    """A thousand failures on a case with a living code and a thousand on none, by turns, each from its own network."""
    databases.point_at(database)
    known = _case_with_code()
    taken: dict[str, list[float]] = {known: [], _NO_CASE: []}
    with access.context(actor=access.ANONYMOUS, purpose=Purpose.SECURITY, channel="portal"):
        for number in range(_ATTEMPTS):
            order = (known, _NO_CASE) if number % 2 else (_NO_CASE, known)
            for case_number in order:
                address = f"10.{number // 250}.{number % 250}.{order.index(case_number)}"
                taken[case_number].append(seconds(lambda c=case_number, a=address: _fail(c, a)))
        limited = [seconds(lambda: _fail(known, "10.99.99.99")) for _ in range(_ATTEMPTS)]
    medians = {case_number: statistics.median(times) for case_number, times in taken.items()}
    apart = abs(medians[known] - medians[_NO_CASE]) / medians[_NO_CASE]
    return [
        Result(
            "failing to sign in, a case that exists against one that does not",
            f"medians {apart:.1%} apart",
            f"{_MUST_HOLD:.0%}",
            apart <= _MUST_HOLD,
            [
                f"exists {spread(taken[known], 1000)} ms; does not {spread(taken[_NO_CASE], 1000)} ms",
                f"{_ATTEMPTS} from one address: {spread(limited, 1000)} ms each",
            ],
        )
    ]


def _fail(case_number: str, address: str) -> None:
    answer = signing_in.verify(case_number=case_number, code=_WRONG, address=address, at=timezone.now())
    assert answer.code is None


def _case_with_code() -> str:
    cache.clear()
    part = (
        CaseDebtor.objects.filter(debtor__kind="person", debtor__address__isnull=False)
        .select_related("case__controller", "debtor__controller", "debtor__envelope")
        .order_by("-id")[0]
    )
    case: Case = part.case
    contacts = controllers.Contacts("Provgatan 1", "08-465 004 00", privacy_contact="dataskydd@bench.example")
    part.debtor.controller = controllers.change_contacts(controller=case.controller, contacts=contacts)
    with access.context(actor=access.Actor("system", uuid4()), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
        at = timezone.now() - timedelta(days=1)
        portal_codes.issue(case=case, debtor=part.debtor, language="sv", by=uuid4(), at=at)
    return case.reference
