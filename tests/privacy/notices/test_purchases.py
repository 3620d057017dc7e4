"""Claims that were bought: who sold them, who bought them and when, and that everybody is told by the buyer."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import CaseDebtor, Purchase
from collections_app.services import purchases
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Verdict
from privacy.selectors import given_notices, holdings
from privacy.services.notices import giving
from tests.factories import accounts, acting, collection, retention
from tests.privacy.compliance.asking import verdict
from tests.privacy.letters import text_of
from tests.privacy.requests.asking import contacts, debtor_with_address

pytestmark = pytest.mark.django_db
BY = acting.person("petra").id


@pytest.fixture
def intrum() -> Iterator[Controller]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("INTRUM")
        contacts(controller)
        yield controller


def _part(controller: Controller) -> CaseDebtor:
    case = collection.case_file(controller, [debtor_with_address(controller)])
    found = CaseDebtor.objects.select_related("case__creditor", "case__controller", "debtor__envelope")
    return found.get(case=case)


def _told(part: CaseDebtor) -> str:
    giving.write(part=part, language="en", by=BY, at=timezone.now())
    paper = text_of(b"".join(giving.print_letter(part=part, at=timezone.now())))
    giving.given(part=part, way="post", on=_today(), by=BY, at=timezone.now())
    return " ".join(paper.split())


def _today() -> date:
    return timezone.localdate(timezone=ZoneInfo("Europe/Helsinki"))


def _bought(part: CaseDebtor, *, days_ago: int, seller: str = "Hyllan Möbler AB", buyer: str = "Intrum Oy") -> Purchase:
    on = _today() - timedelta(days=days_ago)
    with acting.hanna():
        return purchases.enter(case=part.case, seller=seller, buyer=buyer, assigned_on=on, by=BY, at=timezone.now())


@pytest.mark.requirement(
    "INTRUM-58", breaks="a purchase without seller, buyer or day, or after which nobody has to be told by the buyer"
)
def test_of_a_purchase_both_sides_and_the_day_are_kept_and_everybody_is_told(intrum: Controller) -> None:
    part = _part(intrum)
    assert "has handed a claim on you over to us" in _told(part)
    assert given_notices.clock(part) is None
    _bought(part, days_ago=40)
    clock = given_notices.clock(part)
    assert clock is not None
    assert clock.obtained_on == _today() - timedelta(days=40)
    assert verdict(intrum, "informed_in_time") is Verdict.BROKEN
    words = _told(part)
    assert "Intrum Oy has bought a claim on you from Hyllan Möbler AB" in words
    assert "From our client: the creditor, or a company that sold us the claim" in words
    assert given_notices.clock(part) is None
    held = holdings.of_subject(part.debtor.subject, at=timezone.now())
    said = {datum.field: datum.value for record in held.records for datum in record.data()}
    assert (said["purchase.seller"], said["purchase.buyer"]) == ("Hyllan Möbler AB", "Intrum Oy")
    assert said["purchase.assigned_on"] == _today() - timedelta(days=40)


def test_a_purchase_does_not_set_back_a_clock_that_runs(intrum: Controller) -> None:
    part = _part(intrum)
    before = given_notices.clock(part)
    _bought(part, days_ago=3)
    assert given_notices.clock(part) == before


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"seller": " "}, "no_seller"), ({"buyer": ""}, "no_buyer"), ({"buyer": "hyllan möbler ab"}, "one_side"),
     ({"days_ago": -2}, "in_future")],
)  # fmt: skip
def test_a_purchase_that_cannot_be_is_refused(intrum: Controller, changed: dict[str, object], code: str) -> None:
    with pytest.raises(purchases.NotEntered) as refused:
        _bought(_part(intrum), **{"days_ago": 0, **changed})  # type: ignore[arg-type]  # each is of its own type
    assert refused.value.code == code


def test_only_where_the_notice_says_that_claims_are_bought(intrum: Controller) -> None:
    amili = retention.controller("AMILI")
    ours, theirs = _part(intrum), _part(amili)
    with pytest.raises(purchases.NotEntered) as refused:
        _bought(theirs, days_ago=0)
    assert refused.value.code == "not_named"
    hanna = accounts.client_of(accounts.member(Role.HANDLER))
    page = f"/handler/cases/{ours.case.reference}/"
    assert hanna.get(f"/handler/cases/{theirs.case.reference}/purchase/").status_code == HTTPStatus.NOT_FOUND
    assert f"{page}purchase/" in hanna.get(page).content.decode()
    sent = {"seller": "Hyllan Möbler AB", "buyer": "Intrum Oy", "assigned_on": _today().isoformat()}
    wrong = hanna.post(f"{page}purchase/", {**sent, "buyer": ""})
    assert (wrong.status_code, Purchase.objects.exists()) == (HTTPStatus.UNPROCESSABLE_ENTITY, False)
    shown = hanna.post(f"{page}purchase/", sent, follow=True).content.decode()
    assert "Intrum Oy bought them from Hyllan Möbler AB" in " ".join(shown.split())
