"""What somebody has to say of a payment: whether it is booked already, and which one the bank took back."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Allocation, Case, Payment
from collections_app.selectors import ledger_balances, payment_entries
from collections_app.services.payments import allocation, doubts, reversals
from collections_app.services.payments.standing import NotAllowed
from tests.collections_app.payments.conftest import Bank, bookkeeping, moves, ocr, paid
from tests.collections_app.payments.files import Booking
from tests.collections_app.payments.test_sightings import statement, unnamed
from tests.factories import accounts

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 9, 9, 0, tzinfo=UTC)
URL = "/handler/payments/"


@pytest.fixture
def as_berit(amili: object) -> Client:
    return accounts.client_of(accounts.member(Role.BOOKKEEPER, name="Berit Bokföring"))


def last() -> Payment:
    found = Payment.objects.order_by("reference").last()
    assert found is not None
    return found


def names() -> set[str]:
    return set(Event.objects.filter(name__startswith="collections.payment.").values_list("name", flat=True))


def balances(bank: Bank) -> dict[str, int]:
    with bookkeeping():
        found = ledger_balances.of_accounts(bank.controller, on=date(2099, 1, 1))
    return {account: amount for (account, _), amount in found.items() if amount}


@pytest.fixture
def doubtful(bank: Bank) -> Payment:
    """100,00 that came twice, from one payer, in two statements."""
    bank.data(statement("S-1", unnamed("rent", "Anna Andersson")))
    bank.data(statement("S-2", unnamed("rent", "Anna Andersson")))
    return last()


@pytest.fixture
def taken_back(bank: Bank, anna: Case) -> Payment:
    """What Anna paid, 600,00, and the bank took back five days later."""
    bank.file(paid("600.00", ocr(anna)))
    back = paid("600.00", ocr(anna), direction="DBIT", reference="B-9", booked="2026-03-10")
    bank.file(Booking(**{**vars(back), "is_reversal": True}))
    return last()


class TestADoubt:
    def test_ends_with_nothing_booked_when_it_is_the_same(self, bank: Bank, doubtful: Payment) -> None:
        before = moves()
        with bookkeeping():
            found = doubts.say_same(payment=doubtful, at=LATER)
        assert (found.reason, moves(), "collections.payment.said_same" in names()) == ("same", before, True)
        found.envelope.refresh_from_db()
        assert found.envelope.trigger_on == date(2026, 5, 9)
        with bookkeeping(), pytest.raises(NotAllowed):
            doubts.say_same(payment=doubtful, at=LATER)

    @pytest.mark.parametrize("was_same", [False, True])
    def test_ends_with_the_money_unallocated_when_it_is_another(
        self, bank: Bank, doubtful: Payment, was_same: bool
    ) -> None:
        with bookkeeping():
            if was_same:
                doubts.say_same(payment=doubtful, at=LATER)
            found = doubts.say_another(payment=doubtful, at=LATER)
        assert (found.reason, found.unallocated_minor) == ("another", 10_000)
        assert balances(bank) == {"bank": 20_000, "unallocated": -20_000}
        assert "collections.payment.said_another" in names()
        found.envelope.refresh_from_db()
        assert found.envelope.trigger_on is None

    def test_is_not_allocated_before(self, doubtful: Payment) -> None:
        with bookkeeping(), pytest.raises(NotAllowed):
            allocation.mark_refund(payment=doubtful, at=LATER)

    def test_of_what_went_out_waits_for_what_it_was(self, bank: Bank) -> None:
        out = Booking(**{**vars(unnamed("rent")), "direction": "DBIT"})
        bank.data(statement("S-1", out))
        assert bank.data(statement("S-2", out)).counts == {"doubtful": 1}
        with bookkeeping():
            assert doubts.say_another(payment=last(), at=LATER).reason == "reversal"
        assert balances(bank) == {"bank": -20_000, "outgoing": 20_000}


class TestAReversal:
    def test_makes_the_claims_owed_again_by_correcting_entries(
        self, bank: Bank, anna: Case, taken_back: Payment, owed_in
    ) -> None:
        first = Payment.objects.order_by("reference").first()
        assert first is not None
        assert owed_in(anna) == 113_450
        assert taken_back.envelope.trigger_on is None
        with bookkeeping():
            done = reversals.settle_with(reversal=taken_back, payment=first, at=LATER)
        assert (done.reason, done.unallocated_minor, done.other_reference) == ("reversed", 0, taken_back.reference)
        assert (owed_in(anna), balances(bank)) == (173_450, {})
        assert sum(Allocation.objects.values_list("amount_minor", flat=True)) == 0
        assert [each.days_late for each in Allocation.objects.filter(amount_minor__lt=0)] == [None, None]
        taken_back.refresh_from_db()
        assert (taken_back.reason, taken_back.other_reference) == ("settled", first.reference)
        assert "collections.payment.reversed" in names()

    def test_can_be_taken_back_when_it_was_another_payment(self, bank: Bank, anna: Case, taken_back: Payment) -> None:
        first = Payment.objects.order_by("reference").first()
        assert first is not None
        with bookkeeping():
            first = reversals.settle_with(reversal=taken_back, payment=first, at=LATER)
            (entry,) = payment_entries.standing(first)
            first = allocation.take_back(payment=first, entry_id=entry.pk, at=LATER)
        taken_back.refresh_from_db()
        assert (first.reason, first.unallocated_minor, taken_back.reason) == ("taken_back", 60_000, "reversal")
        assert balances(bank) == {"unallocated": -60_000, "outgoing": 60_000}
        with bookkeeping():
            reversals.settle_with(reversal=taken_back, payment=first, at=LATER)
        assert balances(bank) == {}

    def test_is_of_an_earlier_payment_of_the_same_amount(self, bank: Bank, taken_back: Payment) -> None:
        bank.file(paid("599.00", "", reference="B-3"))
        with bookkeeping(), pytest.raises(NotAllowed, match="another amount"):
            reversals.settle_with(reversal=taken_back, payment=last(), at=LATER)
        bank.file(paid("600.00", "", reference="B-4", booked="2026-03-11"))
        with bookkeeping(), pytest.raises(NotAllowed, match="came later"):
            reversals.settle_with(reversal=taken_back, payment=last(), at=LATER)

    def test_may_be_none_of_ours(self, taken_back: Payment) -> None:
        with bookkeeping():
            assert reversals.leave_paid_out(reversal=taken_back, at=LATER).reason == "outgoing"
            with pytest.raises(NotAllowed):
                reversals.leave_paid_out(reversal=taken_back, at=LATER)
        assert "collections.payment.left_paid_out" in names()

    def test_is_known_by_a_returned_transaction_too(self, bank: Bank) -> None:
        from tests.collections_app.payments.files import camt

        data = camt("053", 8, [Booking(direction="DBIT")]).replace(b"<RmtInf>", b"<RtrInf/><RmtInf>")
        bank.data(data)
        assert last().reason == "reversal"


class TestThePages:
    def test_list_what_waits_and_lead_to_the_answer(self, as_berit: Client, doubtful: Payment) -> None:
        assert doubtful.reference in as_berit.get(URL, {"reason": "in_doubt"}).content.decode()
        page = as_berit.get(f"{URL}{doubtful.reference}/").content.decode()
        assert doubtful.other_reference in page
        assert "Nothing of it is booked." in page
        assert "the money is in the books as" in as_berit.get(f"{URL}{doubtful.reference}/same/").content.decode()
        as_berit.post(f"{URL}{doubtful.reference}/same/")
        assert "Somebody said that this is the payment below" in page_of(as_berit, doubtful)
        late = as_berit.get(f"{URL}{doubtful.reference}/same/", follow=True)
        assert "Somebody has said already" in late.content.decode()
        as_berit.post(f"{URL}{doubtful.reference}/another/")
        assert "Where it may belong" in page_of(as_berit, doubtful)

    def test_propose_the_payment_that_the_bank_took_back(
        self, as_berit: Client, anna: Case, taken_back: Payment
    ) -> None:
        first = Payment.objects.order_by("reference").first()
        assert first is not None
        page = page_of(as_berit, taken_back)
        assert "the bank's booking names it" in page
        assert f"/took-back/{first.reference}/" in page
        step = f"{URL}{taken_back.reference}/took-back/{first.reference}/"
        assert "owed again" in as_berit.get(step).content.decode()
        as_berit.post(step)
        assert f"The bank took this payment back with {taken_back.reference}" in page_of(as_berit, first)
        assert taken_back.reference not in as_berit.get(URL).content.decode()

    def test_leave_what_is_none_of_ours(self, as_berit: Client, taken_back: Payment) -> None:
        step = f"{URL}{taken_back.reference}/paid-out/"
        assert "stays in the books" in as_berit.get(step).content.decode()
        as_berit.post(step)
        assert "paid out" in page_of(as_berit, taken_back)


def page_of(client: Client, payment: Payment) -> str:
    return client.get(f"{URL}{payment.reference}/").content.decode()
