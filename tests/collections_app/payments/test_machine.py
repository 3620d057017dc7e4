"""Whatever is booked, allocated, taken back and paid back, in whichever order: it balances, on any day."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from collections_app.models import Allocation, Case, Payment
from collections_app.selectors import claims_owed, ledger_balances, payment_entries
from collections_app.services.payments import allocation, bank_files
from tests.collections_app.payments.conftest import bookkeeping, ocr, paid
from tests.collections_app.payments.files import camt

pytestmark = pytest.mark.django_db
START = date(2026, 3, 1)
AMOUNTS = st.integers(1, 150_000)


class Books(RuleBasedStateMachine):
    """A bank, a bookkeeper and two cases. ``cases`` is set by the test."""

    cases: tuple[Case, ...] = ()

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.day, self.number = START, 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @property
    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)

    @rule(days=st.integers(1, 5))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(
        amounts=st.lists(AMOUNTS, min_size=1, max_size=3),
        named=st.sampled_from([0, 1, None]),
        direction=st.sampled_from(["CRDT", "CRDT", "DBIT"]),
        is_again=st.booleans(),
    )
    def bank(self, amounts: list[int], named: int | None, direction: str, is_again: bool) -> None:
        """A file of some bookings; perhaps it comes twice."""
        reference = "" if named is None else ocr(self.cases[named])
        bookings = []
        for amount in amounts:
            self.number += 1
            bookings.append(
                paid(
                    f"{amount / 100:.2f}", reference, reference=f"B-{self.number}", booked=f"{self.day}",
                    direction=direction,
                )
            )  # fmt: skip
        for _ in range(1 + is_again):
            data = camt("053", 8, bookings)
            with bookkeeping():
                bank_files.book(
                    controller=self.cases[0].controller, content=BytesIO(data), file="bank.xml", at=self.now
                )

    @rule(place=st.integers(0, 99), case=st.integers(0, 1), share=st.integers(1, 100_000))
    def allocate(self, place: int, case: int, share: int) -> None:
        waiting = list(Payment.objects.filter(unallocated_minor__gt=0).order_by("reference"))
        open_claims = [
            each for each in claims_owed.of_cases([self.cases[case].pk])[self.cases[case].pk] if each.owed_minor
        ]
        if waiting and open_claims:
            payment, claim = waiting[place % len(waiting)], open_claims[place % len(open_claims)]
            amount = min(share, payment.unallocated_minor, claim.owed_minor)
            with bookkeeping():
                allocation.allocate(payment=payment, case=self.cases[case], amounts={claim.id: amount}, at=self.now)

    @rule(place=st.integers(0, 99), is_refund=st.booleans())
    def undo_or_pay_back(self, place: int, is_refund: bool) -> None:
        found = list(Payment.objects.filter(direction="in").order_by("reference"))
        if not found:
            return
        payment = found[place % len(found)]
        with bookkeeping():
            if is_refund and payment.unallocated_minor:
                allocation.mark_refund(payment=payment, at=self.now)
            elif entries := payment_entries.standing(payment):
                allocation.take_back(payment=payment, entry_id=entries[0].pk, at=self.now)

    @invariant()
    def it_balances(self) -> None:
        """Ledger and allocations agree on every day that something could have happened."""
        if not hasattr(self, "day"):
            return
        for day in sorted({START - timedelta(days=1), START, self.day - timedelta(days=1), self.day}):
            with bookkeeping():
                accounts = ledger_balances.of_accounts(self.cases[0].controller, on=day)
                collected = [ledger_balances.of_case(case, on=day).get("SEK", 0) for case in self.cases]
            assert sum(accounts.values()) == 0
            put = Allocation.objects.filter(booked_on__lte=day)
            assert collected == [
                put.filter(claim__case=case).aggregate(sum=Sum("amount_minor"))["sum"] or 0 for case in self.cases
            ]
            assert -accounts.get(("client_funds", "SEK"), 0) == sum(collected)
        left = Payment.objects.aggregate(sum=Sum("unallocated_minor"))["sum"] or 0
        assert left == -accounts.get(("unallocated", "SEK"), 0)
        assert all(
            each.owed_minor >= 0
            for claims in claims_owed.of_cases([c.pk for c in self.cases]).values()
            for each in claims
        )


def test_the_books_balance_whatever_happens(anna, bo):
    machine = type("TwoCases", (Books,), {"cases": (anna, bo)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
