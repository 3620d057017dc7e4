"""One deposit in a BgMax file and in a camt file is booked once, and two payments that are equal are booked twice."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from audit.models import Event
from collections_app.models import Allocation, Case, Payment
from collections_app.policies.sightings import Likeness, Report, likeness
from collections_app.selectors import claims_owed, ledger_balances
from collections_app.services.payments import allocation, bank_files, doubts
from tests.collections_app.payments.conftest import Bank, bookkeeping, moves, ocr, paid
from tests.collections_app.payments.files import Booking, bgmax, camt
from tests.factories import collection

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 9, 9, 0, tzinfo=UTC)


def entry(amount: str, named: str, name: str = "Anna Andersson", words: str = "", **more: str) -> Booking:
    return paid(amount, named, name, words, **more)


def balances(bank: Bank) -> dict[str, int]:
    with bookkeeping():
        found = ledger_balances.of_accounts(bank.controller, on=date(2099, 1, 1))
    return {account: amount for (account, _), amount in found.items() if amount}


def owed(case: Case) -> int:
    return sum(each.owed_minor for each in claims_owed.of_cases([case.pk])[case.pk])


def in_doubt() -> list[Payment]:
    return list(Payment.objects.filter(reason="in_doubt").order_by("reference"))


class TestTheJudgement:
    def of(self, new: frozenset[bytes], earlier: frozenset[bytes], *, is_given: bool = True) -> Likeness:
        return likeness(
            Report("camt.053", True, b"x", names=new, names_are_given=is_given),
            Report("bgmax", True, b"y", names=earlier, names_are_given=True),
        )

    def test_is_never_certain_and_other_where_two_references_are_given(self) -> None:
        one, two, both, none = (frozenset(each) for each in ([b"1"], [b"2"], [b"1", b"2"], []))
        assert self.of(one, one) is self.of(both, two) is Likeness.PERHAPS_AND_TOLD_ALIKE
        assert self.of(one, none) is self.of(none, one) is self.of(none, none) is Likeness.PERHAPS
        assert self.of(one, two) is Likeness.OTHER
        assert self.of(one, two, is_given=False) is Likeness.PERHAPS


class TestAPaymentInBoth:
    @pytest.mark.parametrize("bgmax_first", [True, False])
    def test_is_booked_once_and_waits_the_second_time(self, bank: Bank, anna: Case, bgmax_first: bool) -> None:
        files = [bgmax([(60_000, ocr(anna), "ANNA ANDERSSON")]), camt("053", 8, [entry("600.00", ocr(anna))])]
        first, second = files if bgmax_first else reversed(files)
        assert bank.data(first).counts == {"allocated": 1}
        before, left = moves(), owed(anna)
        with bookkeeping():
            shown = bank_files.preview(controller=bank.controller, content=BytesIO(second), file="b")
        assert bank.data(second).counts == shown.counts == {"doubtful": 1}
        assert (moves(), owed(anna)) == (before, left)
        (doubtful,) = in_doubt()
        assert doubtful.other_reference == Payment.objects.exclude(pk=doubtful.pk).get().reference
        assert bank.data(second).counts == bank.data(first).counts == {"unchanged": 1}
        with bookkeeping():
            doubts.say_same(payment=doubtful, at=LATER)
        assert (moves(), owed(anna)) == (before, left)

    def test_with_a_reference_in_the_payers_words_or_none_waits_too(self, bank: Bank, anna: Case) -> None:
        bank.data(bgmax([(60_000, ocr(anna), "Anna Andersson"), (5_000, "", "Bo")]))
        told = entry("600.00", "", words=f"betalning {ocr(anna)}", reference="B-1")
        assert bank.file(told, entry("50.00", "", "B", reference="B-2")).counts == {"doubtful": 2}

    def test_that_was_paid_twice_is_booked_twice(self, bank: Bank, anna: Case) -> None:
        """Both in both files: two and two. Two in the one, one in the other: the second is a payment of its own."""
        twice = [(60_000, ocr(anna), "Anna Andersson")] * 2
        assert bank.data(bgmax(twice)).read_count == 2
        assert balances(bank)["bank"] == 120_000
        same = [entry("600.00", ocr(anna), reference=f"B-{number}") for number in (1, 2, 3)]
        assert bank.file(*same).counts["doubtful"] == 2
        assert balances(bank)["bank"] == 180_000
        assert len({each.other_reference for each in in_doubt()}) == 2

    def test_of_another_amount_day_direction_or_reference_is_another(self, bank: Bank, anna: Case, bo: Case) -> None:
        bank.data(bgmax([(60_000, ocr(anna), "Anna Andersson")]))
        report = bank.file(
            entry("600.01", ocr(anna), reference="B-1"),
            entry("600.00", ocr(anna), reference="B-2", booked="2026-03-06"),
            entry("600.00", ocr(anna), reference="B-3", direction="DBIT"),
            entry("600.00", ocr(bo), reference="B-4"),
        )
        assert report.counts["doubtful"] == report.counts["unchanged"] == 0

    def test_is_found_by_its_value_date(self, bank: Bank, anna: Case) -> None:
        bank.data(bgmax([(60_000, ocr(anna), "Anna Andersson")]))
        late = camt("053", 8, [entry("600.00", ocr(anna), booked="2026-03-06")])
        assert bank.data(late.replace(b"<ValDt><Dt>2026-03-06", b"<ValDt><Dt>2026-03-05")).counts == {"doubtful": 1}

    def test_inside_a_booking_of_several_leaves_the_others_alone(self, bank: Bank, anna: Case, bo: Case) -> None:
        bank.data(bgmax([(60_000, ocr(anna), "Anna Andersson")]))
        batch = Booking(amount="700.00", payments=[("600.00", ocr(anna), "A", ""), ("100.00", ocr(bo), "Bo", "")])
        assert bank.file(batch).counts == {"doubtful": 1, "allocated": 1}
        assert owed(bo) == 80_000

    def test_of_another_controller_is_none_of_ours(self, bank: Bank, anna: Case, amili: object) -> None:
        bank.data(bgmax([(60_000, ocr(anna), "Anna Andersson")]))
        with bookkeeping():
            other = Bank(collection.controller("OTHER"))
        assert other.file(entry("600.00", ocr(anna))).counts == {"unallocated": 1}


class TestADepositInOneSum:
    PARTS = (60_000, 40_000)

    def parts(self, anna: Case) -> bytes:
        return bgmax([(60_000, ocr(anna), "Anna Andersson"), (40_000, "", "Bo")])

    def test_after_its_parts_waits_for_somebody(self, bank: Bank, anna: Case) -> None:
        bank.data(self.parts(anna))
        before = moves()
        assert bank.file(entry("1000.00", "", "", "BANKGIRO 991-2346")).counts == {"doubtful": 1}
        assert moves() == before
        assert in_doubt()[0].other_reference == min(Payment.objects.values_list("reference", flat=True))

    def test_before_its_parts_is_set_aside_when_they_come(self, bank: Bank, anna: Case) -> None:
        bank.file(entry("1000.00", "", "", "BANKGIRO"))
        assert bank.data(self.parts(anna)).counts == {"allocated": 1, "unallocated": 1}
        assert balances(bank) == {"bank": 100_000, "client_funds": -60_000, "unallocated": -40_000}
        (lump,) = in_doubt()
        assert (lump.amount_minor, lump.unallocated_minor, lump.envelope.trigger_on) == (100_000, 0, None)
        assert Event.objects.filter(name="collections.payment.set_aside", reference=lump.reference).exists()
        with bookkeeping():
            doubts.say_another(payment=lump, at=LATER)
        assert balances(bank)["bank"] == 200_000
        assert bank.data(self.parts(anna)).counts == {"unchanged": 2}
        assert balances(bank)["bank"] == 200_000

    def test_that_was_used_already_makes_its_parts_wait(self, bank: Bank, anna: Case) -> None:
        bank.file(entry("1000.00", "", "", "BANKGIRO"))
        lump = Payment.objects.get()
        claim = claims_owed.of_cases([anna.pk])[anna.pk][0]
        with bookkeeping():
            allocation.allocate(payment=lump, case=anna, amounts={claim.id: 10_000}, at=LATER)
        assert bank.data(self.parts(anna)).counts == {"doubtful": 2}
        assert {each.other_reference for each in in_doubt()} == {lump.reference}
        assert Allocation.objects.count() == 1

    def test_with_a_reference_of_its_own_is_a_payment(self, bank: Bank, anna: Case) -> None:
        bank.data(self.parts(anna))
        assert bank.file(entry("1000.00", ocr(anna))).counts["doubtful"] == 0
