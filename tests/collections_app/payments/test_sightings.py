"""Bookings to which the bank gives no name of their own: never booked twice, never dropped, in doubt for a person."""

from datetime import date
from io import BytesIO
from itertools import product

import pytest

from accounts.roles import Role
from collections_app.models import Payment
from collections_app.policies.sightings import Likeness, Report, likeness, pairs
from collections_app.services.payments import allocation, bank_files
from personal_data import envelopes
from retention.services import rules
from tests.collections_app.payments.conftest import AT, Bank, bookkeeping, moves, paid
from tests.collections_app.payments.files import Booking, camt
from tests.factories import accounts, acting

A, B, NOTHING = b"a", b"b", b""


def likeness_of(new: tuple[str, bool, bytes], earlier: tuple[str, bool, bytes], *, seen: bool = False) -> Likeness:
    return likeness(Report(*new), Report(*earlier, is_seen_again=seen))


class TestTheJudgement:
    @pytest.mark.parametrize(("told", "earlier"), list(product((A, B, NOTHING), repeat=2)))
    def test_two_references_of_the_bank_are_two_bookings(self, told: bytes, earlier: bytes) -> None:
        assert likeness_of(("camt.053", True, told), ("camt.054", True, earlier)) is Likeness.OTHER

    @pytest.mark.parametrize(
        ("told", "earlier", "says"),
        [
            (A, A, Likeness.SAME_AND_TOLD_ALIKE),
            (NOTHING, A, Likeness.SAME),
            (A, NOTHING, Likeness.SAME),
            (NOTHING, NOTHING, Likeness.SAME),
            (A, B, Likeness.PERHAPS),
        ],
    )
    def test_a_statement_lists_what_a_notification_told(self, told: bytes, earlier: bytes, says: Likeness) -> None:
        assert likeness_of(("camt.053", False, told), ("camt.054", False, earlier)) is says

    @pytest.mark.parametrize(
        ("told", "earlier", "says"),
        [
            (A, A, Likeness.PERHAPS_AND_TOLD_ALIKE),
            (NOTHING, A, Likeness.PERHAPS),
            (NOTHING, NOTHING, Likeness.PERHAPS),
            (A, B, Likeness.OTHER),
        ],
    )
    def test_two_files_of_one_kind_leave_a_doubt(self, told: bytes, earlier: bytes, says: Likeness) -> None:
        assert likeness_of(("camt.053", False, told), ("camt.053", False, earlier)) is says
        assert likeness_of(("camt.053", False, told), ("camt.054", False, earlier), seen=True) is says

    def test_what_is_told_alike_goes_before_what_is_merely_possible(self) -> None:
        new = [Report("camt.053", False, each) for each in (B, A)]
        told = [Report("camt.054", False, A)]
        assert pairs(new, told) == {1: (0, Likeness.SAME_AND_TOLD_ALIKE)}
        assert pairs(new[:1], told) == {0: (0, Likeness.PERHAPS)}
        assert pairs(new, []) == {}
        assert pairs(new[:1], [Report("camt.053", False, A)]) == {}

    def test_one_booking_stands_for_no_two(self) -> None:
        new, earlier = [Report("camt.053", False, A)] * 3, [Report("camt.054", False, A)] * 2
        assert sorted(pairs(new, earlier)) == [0, 1]
        assert len({each[0] for each in pairs(new, earlier).values()}) == 2


def unnamed(words: str = "", name: str = "", amount: str = "100.00") -> Booking:
    """A credit to which the bank gives no reference."""
    return paid(amount, "", name, words, reference="")


def statement(number: str, *bookings: Booking, kind: str = "053") -> bytes:
    return camt(kind, 8, bookings).replace(b"<Id>S-1</Id>", f"<Id>{number}</Id>".encode())


@pytest.mark.django_db
class TestInTheBooks:
    def test_the_same_statement_again_changes_nothing_in_whatever_file(self, bank: Bank) -> None:
        bank.data(statement("S-1", unnamed("one"), unnamed("two")))
        again = statement("S-1", unnamed("one"), unnamed("two")).replace(b"<MsgId>M-1", b"<MsgId>M-2")
        assert bank.data(again).counts == {"unchanged": 2}

    def test_equal_bookings_of_two_statements_are_in_doubt_and_not_booked_yet(self, bank: Bank) -> None:
        bank.data(statement("S-1", unnamed("rent")))
        before = moves()
        report = bank.data(statement("S-2", unnamed("rent")))
        assert (report.counts, moves()) == ({"doubtful": 1}, before)
        first, second = Payment.objects.order_by("reference")
        assert (second.reason, second.other_reference) == ("in_doubt", first.reference)
        assert second.envelope.trigger_on is None
        assert bank.data(statement("S-2", unnamed("rent"))).counts == {"unchanged": 1}

    def test_other_payers_are_other_bookings(self, bank: Bank) -> None:
        bank.data(statement("S-1", unnamed("rent", "Anna")))
        assert bank.data(statement("S-2", unnamed("rent", "Bo"))).counts == {"unallocated": 1}

    def test_a_notification_and_then_the_statement_are_one_booking(self, bank: Bank) -> None:
        bank.data(statement("N-1", unnamed("rent"), kind="054"))
        report = bank.data(statement("S-1", unnamed("food"), unnamed("rent"), unnamed("")))
        assert report.counts == {"unchanged": 1, "unallocated": 2}
        assert bank.data(statement("S-1", unnamed("food"), unnamed("rent"), unnamed(""))).counts == {"unchanged": 3}

    def test_a_preview_says_the_same(self, bank: Bank) -> None:
        bank.data(statement("N-1", unnamed("rent"), unnamed(), kind="054"))
        data = statement("S-1", unnamed("rent"), unnamed("rent"), unnamed("x", amount="7.00"))
        with bookkeeping():
            shown = bank_files.preview(controller=bank.controller, content=BytesIO(data), file="bank.xml")
        assert shown.counts == bank.data(data).counts

    def test_a_number_within_the_statement_is_no_name(self, bank: Bank) -> None:
        numbered = camt("053", 8, [unnamed("rent")]).replace(b"<AcctSvcrRef></AcctSvcrRef>", b"<NtryRef>1</NtryRef>")
        bank.data(numbered)
        report = bank.data(numbered.replace(b"<Id>S-1</Id>", b"<Id>S-2</Id>").replace(b"rent", b"food"))
        assert report.counts == {"unallocated": 1}


def erase(*payments: Payment) -> None:
    """As the night does when their details are no longer needed."""
    ids = [each.envelope_id for each in payments]
    with bookkeeping():
        for each in payments:
            allocation.mark_refund(payment=each, at=AT)
        envelopes.set_trigger(envelopes=ids, trigger_on=date(2020, 1, 1))
    with acting.nightly():
        controller = payments[0].controller
        rules.publish(controller=controller, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml"))
        rules.recompute(controller=controller)
        assert all(each.erased for each in envelopes.erase(ids, ground="due"))


@pytest.mark.django_db
class TestAfterItsDetailsWereErased:
    def test_a_booking_without_a_name_is_known_in_its_own_statement_and_in_doubt_in_another(self, bank: Bank) -> None:
        bank.data(statement("S-1", unnamed("rent")))
        erase(Payment.objects.get())
        assert bank.data(statement("S-1", unnamed("rent"))).counts == {"unchanged": 1}
        before = moves()
        assert bank.data(statement("S-2", unnamed("rent"), unnamed("rent", amount="7.00"))).counts == {
            "doubtful": 1, "unallocated": 1,
        }  # fmt: skip
        doubtful = Payment.objects.get(reason="in_doubt")
        assert (doubtful.other_reference, len(moves()) - len(before)) == ("", 1)

    def test_what_a_statement_told_of_a_notification_is_known(self, bank: Bank) -> None:
        bank.data(statement("N-1", unnamed("rent"), kind="054"))
        bank.data(statement("S-1", unnamed("rent")))
        erase(Payment.objects.get())
        assert bank.data(statement("S-1", unnamed("rent"))).counts == {"unchanged": 1}

    def test_the_page_says_that_nothing_is_left_to_compare_with(self, bank: Bank) -> None:
        bank.data(statement("S-1", unnamed("rent")))
        erase(Payment.objects.get())
        bank.data(statement("S-2", unnamed("rent")))
        client = accounts.client_of(accounts.member(Role.BOOKKEEPER, name="Berit Bokföring"))
        url = f"/handler/payments/{Payment.objects.get().reference}/"
        assert "was booked once and has been erased since" in client.get(url).content.decode()
        assert "in the books already" in client.get(f"{url}same/").content.decode()
        said = client.post(f"{url}same/", follow=True).content.decode()
        assert "was booked before. Nothing was booked again." in said
        assert Payment.objects.get().reason == "same"
