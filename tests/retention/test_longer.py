"""A dry run says what one rule would let go and a longer one keeps, and which (retention schedule, section 5)."""

from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from personal_data.models import Controller, Envelope
from retention.models import TermReason
from retention.policies.due_dates import Period, RuleKind
from retention.selectors import due, longer
from retention.services import terms
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db


def found(of: Controller, on: date) -> dict[str, dict[str, int]]:
    return {
        name: {rule.code if rule else "": count for rule, count in kept.items()}
        for name, kept in longer.of(of, on).items()
    }


@pytest.fixture
def posted(intrum: Controller) -> Controller:
    """INTRUM, whose financial year ends with June, with two entries of one year and one of the next."""
    Controller.objects.filter(pk=intrum.pk).update(financial_year_start_month=7)
    intrum.refresh_from_db()
    with accounts.command():
        for day in (date(2020, 8, 10), date(2020, 8, 10), date(2021, 8, 10)):
            retention.recorded(intrum, day)
    return intrum


def test_names_the_statute_that_outlives_the_notice(posted: Controller) -> None:
    """X16 and X17: by the notice both entries go on 1 July 2027, by the statute half a year later."""
    assert found(posted, date(2027, 6, 30)) == {}
    assert found(posted, date(2027, 7, 1)) == {"ledger_entry": {"ledger_entry.statute": 2}}
    assert found(posted, date(2027, 12, 31)) == {"ledger_entry": {"ledger_entry.statute": 2}}
    assert found(posted, date(2028, 1, 1)) == {}
    assert due.preview(posted, date(2028, 1, 1)).due == 2


def test_names_the_notice_where_the_statute_is_shorter() -> None:
    """X18 and X19: the statute ends with 2027, the notice allows ten years."""
    with accounts.command():
        almi = retention.controller("ALMI")
        retention.recorded(almi, date(2020, 3, 15))
    assert found(almi, date(2028, 1, 1)) == {"ledger_entry": {"ledger_entry.notice": 1}}


def test_names_an_end_of_its_own_that_two_persons_set() -> None:
    today = timezone.localdate()
    with accounts.command():
        of = retention.ruled([Period(RuleKind.AT_MOST, 36)])
        kept = retention.recorded(of, today - timedelta(days=40 * 31))
        retention.recorded(of, today - timedelta(days=10))
        term = terms.propose_until(
            envelope=Envelope.objects.get(pk=kept.pk), day=today + timedelta(days=90), reason=TermReason.OTHER_LAW,
            citation="A law", by=uuid4(), at=timezone.now(),
        )  # fmt: skip
        assert found(of, today) == {}
        terms.approve(term=term, by=uuid4(), at=timezone.now())
    assert found(of, today) == {"ledger_entry": {"": 1}}
    assert found(of, today + timedelta(days=91)) == {}


def test_is_shown_where_a_day_is_looked_ahead_to(posted: Controller) -> None:
    rolf = accounts.client_of(accounts.member(Role.RECORDS_OFFICER))
    words = "2 kept by a longer rule: Bookkeeping: six years from the end of the calendar year"
    assert words not in rolf.get("/dpo/retention/", {"as_of": "2027-06-30"}).content.decode()
    assert words in rolf.get("/dpo/retention/", {"as_of": "2027-07-01"}).content.decode()


def test_is_printed_by_the_command(posted: Controller) -> None:
    said = StringIO()
    call_command("run_retention", "--as-of", "2027-07-01", stdout=said)
    assert "ledger_entry: 2 kept by the longer rule ledger_entry.statute: Bookkeeping: six years" in said.getvalue()
