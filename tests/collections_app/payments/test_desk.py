"""The payments desk: what is unallocated, where it may belong, and what may be done with it."""

import pytest

from accounts.roles import Role
from collections_app.models import Allocation, Payment
from collections_app.payments import references
from collections_app.selectors import payment_entries
from personal_data.events import ENVELOPE_OPENED
from personal_data.models import BlockKind
from personal_data.services import blocks
from tests.collections_app.payments.conftest import bookkeeping, moves, ocr, paid
from tests.factories import accounts, acting

pytestmark = pytest.mark.django_db
URL = "/handler/payments/"


@pytest.fixture
def as_berit(amili):
    return accounts.client_of(accounts.member(Role.BOOKKEEPER, name="Berit Bokföring"))


@pytest.fixture
def as_hanna(amili):
    return accounts.client_of(accounts.member(Role.HANDLER))


def wrong_ocr(case):
    right = ocr(case)
    others = (right[:-1] + digit for digit in "0123456789")
    return next(each for each in others if not references.case_numbers_of(each))


def waiting(bank, *args, **values):
    bank.file(paid(*args, **values))
    return Payment.objects.order_by("reference").last()


def read(client, payment, **query):
    return client.get(f"{URL}{payment.reference}/", query).content.decode()


class TestList:
    def test_shows_what_waits_with_the_best_suggestion(self, as_berit, bank, anna):
        payment = waiting(bank, "700.00", "", words=f"OCR {wrong_ocr(anna)}")
        page = as_berit.get(URL).content.decode()
        for text in (payment.reference, "Anna Andersson", "SEK\xa0700.00", anna.reference, "with a wrong check digit"):
            assert text in page

    def test_opens_the_page_in_one_recorded_reading_for_bookkeeping(self, as_berit, bank, anna):
        waiting(bank, "700.00", "")
        before = len(accounts.recorded(ENVELOPE_OPENED))
        as_berit.get(URL)
        assert [event.purpose for event in accounts.recorded(ENVELOPE_OPENED)[before:]] == ["bookkeeping"]

    def test_filters_by_reason(self, as_berit, bank, anna):
        payment = waiting(bank, "700.00", "")
        assert payment.reference in as_berit.get(URL, {"reason": "no_reference"}).content.decode()
        assert payment.reference not in as_berit.get(URL, {"reason": "overpaid"}).content.decode()

    def test_says_when_nothing_waits(self, as_berit):
        assert "No payment is unallocated" in as_berit.get(URL).content.decode()

    @pytest.mark.requirement("INTRUM-07", breaks="letting a handler without a payment role see where somebody banks")
    def test_is_for_those_who_keep_the_books(self, as_hanna, as_berit, bank, anna):
        payment = waiting(bank, "700.00", "")
        assert as_hanna.get(URL).status_code == 403
        assert as_hanna.get(f"{URL}{payment.reference}/").status_code == 403
        assert as_berit.get(f"{URL}{payment.reference}/").status_code == 200


class TestSuggestions:
    @pytest.mark.parametrize(
        ("words", "name", "because"),
        [
            ("", "Anna Andersson", "the payer has the debtor&#x27;s name"),
            ("faktura F-1 tack", "Cilla", "its invoice number stands in the payment"),
            ("till Acme", "Cilla", "exactly this amount is owed"),
        ],
    )
    def test_say_why(self, as_berit, bank, anna, words, name, because):
        payment = waiting(bank, "500.00", "", name, words)
        page = read(as_berit, payment)
        assert because in page
        assert anna.reference in page

    def test_name_a_closed_case_that_the_payment_names(self, as_berit, bank, anna, bo):
        payment = waiting(bank, "1.00", "", words=f"{anna.reference} {bo.reference}")
        page = read(as_berit, payment)
        assert page.count("the payment names it") == 2

    def test_of_nothing_are_none(self, as_berit, bank, anna):
        assert "leads to a case. Ask the payer" in read(as_berit, waiting(bank, "1.00", "", "Cilla"))

    def test_keep_a_restricted_debtor_sealed(self, as_berit, bank, anna):
        payment = waiting(bank, "500.00", "", "Cilla", "faktura F-1")
        with acting.hanna():
            debtor = anna.case_debtors.get().debtor
            blocks.place(
                kind=BlockKind.RESTRICTION,
                envelopes=[anna.envelope_id, debtor.envelope_id],
                reason_code="accuracy_contested",
            )
        page = read(as_berit, payment, case=anna.reference)
        assert (anna.reference in page, "Anna Andersson" in page, "SEK\xa0500.00" in page) == (True, False, True)


class TestAllocating:
    def send(self, client, payment, case, *amounts):
        page = client.get(f"{URL}{payment.reference}/", {"case": case.reference})
        fields = [field.html_name for _, field in page.context["amounts"].rows]
        values = dict(zip(fields, amounts, strict=True))
        address = f"{URL}{payment.reference}/allocate/"
        return client.post(address, {"case": case.reference, **values}, follow=True).content.decode()

    def test_offers_what_the_policy_would_do(self, as_berit, bank, anna):
        payment = waiting(bank, "700.00", "")
        page = as_berit.get(f"{URL}{payment.reference}/", {"case": anna.reference})
        assert [field.value() for _, field in page.context["amounts"].rows] == ["500.00", "200.00"]

    def test_puts_parts_to_claims_and_the_rest_elsewhere(self, as_berit, bank, anna, bo, owed_in):
        payment = waiting(bank, "700.00", "")
        assert "Allocated to case" in self.send(as_berit, payment, anna, "100,00", "200,50")
        assert (owed_in(anna), moves()[-1]) == (143_400, ("unallocated", "client_funds", 30_050))
        self.send(as_berit, payment, bo, "399,50")
        payment.refresh_from_db()
        assert payment.unallocated_minor == 0

    @pytest.mark.parametrize(
        ("amounts", "words"),
        [
            (("900,00", ""), "That is more than is left of the payment"),
            (("501,00", ""), "more than is still owed on a claim"),
            (("", ""), "Enter an amount for at least one claim"),
            (("viel", ""), "Write an amount greater than zero"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, as_berit, bank, anna, amounts, words):
        payment = waiting(bank, "700.00", "")
        page = self.send(as_berit, payment, anna, *amounts)
        assert words in page
        assert f'value="{amounts[0]}"' in page or not amounts[0]
        assert not Allocation.objects.exists()

    def test_says_of_a_case_that_is_not_there(self, as_berit, bank, anna):
        assert "There is no case of that number" in read(as_berit, waiting(bank, "700.00", ""), case="K-2026-999999")


class TestUndoing:
    def test_takes_an_entry_back_after_saying_what_happens(self, as_berit, bank, anna, owed_in):
        payment = waiting(bank, "700.00", ocr(anna))
        with bookkeeping():
            (entry,) = payment_entries.standing(payment)
        address = f"{URL}{payment.reference}/take-back/{entry.pk}/"
        assert "This will happen" in as_berit.get(address).content.decode()
        assert "taken back" in as_berit.post(address, follow=True).content.decode()
        assert owed_in(anna) == 173_450
        assert as_berit.get(address).status_code == 404

    def test_marks_what_is_left_to_be_paid_back(self, as_berit, bank, anna):
        payment = waiting(bank, "700.00", "")
        address = f"{URL}{payment.reference}/refund/"
        assert "13 months" in as_berit.get(address).content.decode()
        as_berit.post(address)
        payment.refresh_from_db()
        assert payment.reason == "refund"
        assert "Nothing of this payment is unallocated" in as_berit.post(address, follow=True).content.decode()


class TestCasePage:
    def test_shows_payments_and_the_balance_of_any_day(self, as_hanna, bank, anna):
        bank.file(paid("700.00", ocr(anna)))
        address = f"/handler/cases/{anna.reference}/"
        page = as_hanna.get(address).content.decode()
        for text in ("1 day after the due date", "SEK\xa01,034.50", Payment.objects.get().reference):
            assert text in page
        assert "SEK\xa0500.00" in as_hanna.get(address, {"on": "2026-03-04"}).content.decode()
        assert "Enter a date that exists" in as_hanna.get(address, {"on": "2026-02-31"}).content.decode()
        assert "SEK\xa01,034.50" in as_hanna.get("/handler/").content.decode()

    def test_shows_a_correction_beside_what_it_takes_back(self, as_hanna, bank, anna):
        bank.file(paid("100.00", ocr(anna)))
        payment = Payment.objects.get()
        with bookkeeping():
            (entry,) = payment_entries.standing(payment)
        as_berit = accounts.client_of(accounts.member(Role.BOOKKEEPER, name="Berit Bokföring"))
        as_berit.post(f"{URL}{payment.reference}/take-back/{entry.pk}/")
        page = as_hanna.get(f"/handler/cases/{anna.reference}/").content.decode()
        assert ("taken back" in page, "−SEK\xa0100.00" in page or "-SEK\xa0100.00" in page) == (True, True)
