"""The ledger: added to, never changed; it balances by its shape, whatever happens in whichever order."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_app.models import Account, LedgerEntry
from collections_app.selectors import ledger_balances
from collections_app.services import ledger
from collections_app.services.ledger import Movement
from tests.collections_app.payments.conftest import bookkeeping
from tests.factories import collection

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
MOVEMENTS = st.builds(
    Movement,
    st.sampled_from(Account),
    st.sampled_from(Account),
    st.integers(1, 10**12),
    st.sampled_from(["SEK", "EUR"]),
    st.dates(DAY, DAY + timedelta(days=9)),
).filter(lambda each: each.debit != each.credit)


@pytest.fixture
def case(importing):
    controller = collection.controller("AMILI")
    return collection.case_file(controller, [collection.debtor(controller)])


def post(case, **values):
    given = {"counterparty_name": "Anna Andersson", "voucher": "V-1", "amount_minor": 500, "currency": "SEK"}
    with bookkeeping():
        return ledger.post(case=case, posted_on=DAY, **{**given, **values})


class TestAddedToOnly:
    @pytest.mark.requirement("INTRUM-10", breaks="a row of the ledger that can be rewritten or taken away")
    @pytest.mark.parametrize("statement", ["UPDATE {} SET amount_minor = 1", "DELETE FROM {}"])
    @pytest.mark.parametrize("table", ["collections_app_ledgerentry", "collections_app_historicalledgerentry"])
    def test_the_application_may_not(self, case, statement, table):
        post(case)
        with pytest.raises(ProgrammingError), transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(statement.format(table))
        assert LedgerEntry.objects.get().amount_minor == 500

    def test_a_movement_from_an_account_to_itself_is_refused(self, case):
        with pytest.raises(IntegrityError), transaction.atomic():
            post(case, debit=Account.BANK, credit=Account.BANK)

    def test_an_entry_moves_something(self, case):
        with pytest.raises(IntegrityError), transaction.atomic():
            post(case, amount_minor=0)


class TestCorrecting:
    def test_takes_back_by_another_entry(self, case):
        entry = post(case)
        with bookkeeping():
            other = ledger.correct(entry=entry, posted_on=DAY + timedelta(days=3))
        assert (other.debit_account, other.credit_account, other.corrects) == ("client_funds", "bank", entry.pk)
        assert ledger_balances.of_case(case, on=DAY) == {"SEK": 500}
        assert ledger_balances.of_case(case, on=DAY + timedelta(days=3)) == {"SEK": 0}

    def test_happens_once(self, case):
        entry = post(case)
        with bookkeeping():
            ledger.correct(entry=entry, posted_on=DAY)
            with pytest.raises(ledger.AlreadyTakenBack):
                ledger.correct(entry=entry, posted_on=DAY)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(movements=st.lists(MOVEMENTS, max_size=8), on=st.dates(DAY - timedelta(days=1), DAY + timedelta(days=10)))
def test_it_always_balances_on_any_day(case, movements, on):
    """Balances of all accounts add up to nothing, and each is the sum of what was moved until that day."""
    sid = transaction.savepoint()
    try:
        expected: Counter[tuple[str, str]] = Counter()
        of_case: Counter[str] = Counter()
        for each in movements:
            post_one(case, each)
            if each.posted_on <= on:
                expected[each.debit.value, each.currency] += each.amount_minor
                expected[each.credit.value, each.currency] -= each.amount_minor
                of_case[each.currency] += each.amount_minor * (
                    (each.credit == Account.CLIENT_FUNDS) - (each.debit == Account.CLIENT_FUNDS)
                )
        balances = ledger_balances.of_accounts(case.controller, on=on)
        assert {key: value for key, value in balances.items() if value} == {k: v for k, v in expected.items() if v}
        for currency in ("SEK", "EUR"):
            assert sum(value for (_, each), value in balances.items() if each == currency) == 0
        found = ledger_balances.of_case(case, on=on)
        assert {key: value for key, value in found.items() if value} == {k: v for k, v in of_case.items() if v}
    finally:
        transaction.savepoint_rollback(sid)


def post_one(case, movement):
    with bookkeeping():
        ledger.post(
            case=case,
            counterparty_name="Anna",
            voucher="V-1",
            amount_minor=movement.amount_minor,
            currency=movement.currency,
            posted_on=movement.posted_on,
            debit=movement.debit,
            credit=movement.credit,
        )
