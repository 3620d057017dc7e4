"""Payments by hand: allocated, parted, taken back, marked to be paid back."""

from datetime import UTC, date, datetime

import pytest

from audit.models import Event
from collections_app.models import Allocation, LedgerEntry, Payment
from collections_app.selectors import claims_owed, ledger_balances, payment_entries
from collections_app.services import cases
from collections_app.services.payments import allocation
from collections_app.services.payments.allocation import NotAllowed
from personal_data.models import BlockKind, EnvelopeSubject
from personal_data.services import blocks
from tests.collections_app.payments.conftest import AT, bookkeeping, moves, ocr, paid
from tests.factories import acting

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def waiting(bank, anna):
    """700,00 that Anna paid without a reference."""
    bank.file(paid("700.00", ""))
    return Payment.objects.get()


def first_claim(case):
    (claim, *_) = sorted(claims_owed.of_cases([case.pk])[case.pk], key=lambda each: each.due_on)
    return claim.id


def allocate(payment, case, amount, at=LATER):
    with bookkeeping():
        return allocation.allocate(payment=payment, case=case, amounts={first_claim(case): amount}, at=at)


class TestAllocating:
    def test_moves_money_from_unallocated_to_the_client(self, waiting, anna, owed_in):
        left = allocate(waiting, anna, 40_000)
        assert (left.unallocated_minor, left.reason, left.case_reference) == (30_000, "by_hand", anna.reference)
        assert moves() == [("bank", "unallocated", 70_000), ("unallocated", "client_funds", 40_000)]
        assert (owed_in(anna), owed_in(anna, date(2026, 5, 8))) == (133_450, 173_450)
        row = Allocation.objects.get()
        assert (row.paid_on, row.booked_on, row.days_late) == (date(2026, 3, 5), date(2026, 5, 9), 1)

    def test_parts_a_payment_over_cases(self, waiting, anna, bo, owed_in):
        allocate(waiting, anna, 40_000)
        left = allocate(waiting, bo, 30_000)
        assert (left.unallocated_minor, owed_in(bo)) == (0, 60_000)
        left.envelope.refresh_from_db()
        assert left.envelope.trigger_on == date(2026, 5, 9)

    @pytest.mark.requirement("INTRUM-32", breaks="allocating a payment by hand without an event that says who did it")
    def test_is_logged_with_payment_and_case(self, waiting, anna):
        allocate(waiting, anna, 40_000)
        event = Event.objects.get(name="collections.payment.allocated")
        assert (event.reference, event.purpose) == (waiting.reference, "bookkeeping")

    @pytest.mark.parametrize(
        ("amount", "code"), [(0, "nothing_to_allocate"), (70_001, "more_than_left"), (50_001, "more_than_owed")]
    )
    def test_refuses(self, waiting, anna, amount, code):
        with pytest.raises(NotAllowed) as refused:
            allocate(waiting, anna, amount)
        assert (refused.value.code, Allocation.objects.count()) == (code, 0)

    def test_makes_a_payer_with_the_debtors_name_the_debtor(self, waiting, anna):
        debtor = anna.case_debtors.get().debtor
        allocate(waiting, anna, 40_000)
        waiting.refresh_from_db()
        assert waiting.payer_id == debtor.subject_id
        entries = payment_entries.of_payment(waiting)
        with bookkeeping():
            told = set(EnvelopeSubject.objects.filter(subject=debtor.subject).values_list("envelope_id", flat=True))
            assert {each.envelope_id for each in entries} <= told

    def test_leaves_somebody_elses_payment_theirs(self, bank, anna):
        bank.file(paid("700.00", "", "Cilla Cederqvist"))
        payment = Payment.objects.get()
        allocate(payment, anna, 40_000)
        payment.refresh_from_db()
        assert payment.payer_id != anna.case_debtors.get().debtor.subject_id

    def test_reaches_a_closed_case_and_leaves_it_closed(self, waiting, anna):
        with acting.hanna() as here:
            cases.close(case=anna, reason="written_off", closed_on=date(2026, 5, 4), by=here.actor.id, at=AT)
        allocate(waiting, anna, 40_000)
        anna.refresh_from_db()
        anna.envelope.refresh_from_db()
        assert (anna.status, anna.envelope.trigger_on) == ("closed", date(2026, 5, 4))

    def test_reaches_a_restricted_case_without_opening_it(self, waiting, anna, owed_in):
        with acting.hanna():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[anna.envelope_id], reason_code="accuracy_contested")
        allocate(waiting, anna, 40_000)
        assert owed_in(anna) == 133_450


class TestTakingBack:
    def test_what_was_allocated_by_hand(self, waiting, anna, owed_in):
        allocate(waiting, anna, 40_000)
        self.take_back(waiting)
        assert moves()[-1] == ("client_funds", "unallocated", 40_000)
        self.check(waiting, anna, owed_in)

    def test_what_was_allocated_by_its_reference(self, bank, anna, owed_in):
        bank.file(paid("700.00", ocr(anna)))
        payment = Payment.objects.get()
        assert owed_in(anna) == 103_450
        self.take_back(payment)
        assert sorted(moves()[-2:]) == [("bank", "unallocated", 70_000), ("client_funds", "bank", 70_000)]
        self.check(payment, anna, owed_in)

    def test_happens_once(self, waiting, anna):
        allocate(waiting, anna, 40_000)
        entry = self.take_back(waiting)
        with bookkeeping(), pytest.raises(NotAllowed):
            allocation.take_back(payment=waiting, entry_id=entry, at=LATER)

    def take_back(self, payment):
        with bookkeeping():
            (entry,) = payment_entries.standing(payment)
            allocation.take_back(payment=payment, entry_id=entry.pk, at=LATER)
        return entry.pk

    def check(self, payment, case, owed_in):
        payment.refresh_from_db()
        assert (payment.unallocated_minor, payment.reason, payment.envelope.trigger_on) == (70_000, "taken_back", None)
        assert owed_in(case) == 173_450
        assert sum(Allocation.objects.values_list("amount_minor", flat=True)) == 0
        with bookkeeping():
            assert ledger_balances.of_case(case, on=LATER.date()) == {"SEK": 0}
        assert LedgerEntry.objects.filter(corrects__isnull=False).count() == 1


class TestPayingBack:
    def test_is_marked_on_what_is_left(self, waiting, anna):
        allocate(waiting, anna, 40_000)
        with bookkeeping():
            allocation.mark_refund(payment=waiting, at=LATER)
            with pytest.raises(NotAllowed):
                allocation.mark_refund(payment=waiting, at=LATER)
        waiting.refresh_from_db()
        assert (waiting.unallocated_minor, waiting.reason) == (0, "refund")
        assert moves()[-1] == ("unallocated", "refunds", 30_000)
